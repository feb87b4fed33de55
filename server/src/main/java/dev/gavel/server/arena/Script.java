package dev.gavel.server.arena;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A Lua script as Redis knows it: its text, and the SHA-1 by which it is called once Redis has it. */
public final class Script {
    private final String name;
    private final String text;
    private final String sha1;

    Script(String name, String text) {
        this.name = name;
        this.text = text;
        this.sha1 = sha1(text);
    }

    /** Reads the resource {@code name} beside {@code owner}. */
    static String resource(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no script " + name + " beside " + owner.getName());
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading script " + name, e);
        }
    }

    public String name() {
        return name;
    }

    String text() {
        return text;
    }

    String sha1() {
        return sha1;
    }

    private static String sha1(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
