package dev.gavel.rush.targets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Clock;
import java.time.Instant;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * Sets the wall clock of one JVM, as its Java code sees it: {@code System.currentTimeMillis()} outside the JDK, and
 * what stands on {@code Clock}, such as {@code Instant.now()}. The machine's own clock is everybody's, and setting it
 * needs rights that a drill does not have. What a process does with the monotonic clock is left alone, as by a real
 * step.
 */
public final class WallClock implements ClassFileTransformer {
    private static final String OFFSET = "gavel.drill.clockMs";
    private static final ClassDesc LONG = ClassDesc.of("java.lang.Long");
    private static final ClassDesc INSTANT = ClassDesc.of("java.time.Instant");

    private WallClock() {}

    /** Begins with the JVM; {@link #agent} has made the file that says so. */
    public static void premain(@Nullable String arguments, Instrumentation instrumentation)
            throws UnmodifiableClassException, ClassNotFoundException {
        instrumentation.addTransformer(new WallClock(), true);
        instrumentation.retransformClasses(Clock.class, Class.forName("java.time.Clock$SystemClock"));
    }

    /** Writes the file that {@code -javaagent} needs. */
    static void agent(Path jar) {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), WallClock.class.getName());
        manifest.getMainAttributes().put(new Attributes.Name("Can-Retransform-Classes"), "true");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("could not write " + jar, e);
        }
    }

    /** In this JVM, which runs with the agent. */
    static void step(long millis) {
        System.setProperty(OFFSET, Long.toString(millis));
    }

    /** As the code in this JVM sees it. */
    static Instant read() {
        return Instant.now();
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            String name,
            @Nullable Class<?> redefined,
            ProtectionDomain domain,
            byte[] bytes) {
        boolean clock = name.startsWith("java/time/Clock");
        if (!clock && (loader == null || !new String(bytes, ISO_8859_1).contains("currentTimeMillis"))) {
            return null;
        }
        var file = ClassFile.of();
        return file.transformClass(file.parse(bytes), (to, element) -> {
            if (element instanceof MethodModel method) {
                boolean instant = clock && method.methodName().equalsString("currentInstant");
                to.transformMethod(
                        method, MethodTransform.transformingCode((code, each) -> shift(code, each, instant)));
            } else {
                to.with(element);
            }
        });
    }

    private static void shift(CodeBuilder code, CodeElement element, boolean instant) {
        if (instant && element instanceof ReturnInstruction) {
            offset(code).invokevirtual(INSTANT, "plusMillis", MethodTypeDesc.of(INSTANT, ConstantDescs.CD_long));
        }
        code.with(element);
        if (element instanceof InvokeInstruction call
                && call.opcode() == Opcode.INVOKESTATIC
                && call.owner().asInternalName().equals("java/lang/System")
                && call.name().equalsString("currentTimeMillis")
                && !instant) {
            offset(code).ladd();
        }
    }

    private static CodeBuilder offset(CodeBuilder code) {
        return code.ldc(OFFSET)
                .lconst_0()
                .invokestatic(LONG, "getLong", MethodTypeDesc.of(LONG, ConstantDescs.CD_String, ConstantDescs.CD_long))
                .invokevirtual(LONG, "longValue", MethodTypeDesc.of(ConstantDescs.CD_long));
    }
}
