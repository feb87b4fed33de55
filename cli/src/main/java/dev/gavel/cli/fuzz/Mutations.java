package dev.gavel.cli.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Small and large damage to something valid. */
final class Mutations {
    private static final int ROUNDS_MAX = 4;
    private static final int CHUNK_MAX = 64;
    private static final int NESTING_MAX = 3_000;
    private static final int LONG_TEXT_MAX = 70_000;
    private static final Pattern NUMBER = Pattern.compile("-?\\d+");
    private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");

    /** Where parsers and arithmetic have their edges. */
    private static final List<String> NUMBERS = List.of(
            "0",
            "-1",
            "-0",
            "00",
            "1.5",
            "1e3",
            "1e999999",
            "1e-999999",
            "1125899906842624",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "4294967296",
            "99999999999999999999999999999999999999999999",
            "NaN",
            "Infinity",
            "0x10",
            "null",
            "true",
            "[]",
            "{}",
            "\"1\"");

    private static final List<String> TEXTS = List.of(
            "\"\"",
            "null",
            "0",
            "[]",
            "{\"a\":1}",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\ud83d\\ude00\"",
            "\"\u00e9\u4e2d\"",
            "\"\\x\"",
            "\"' or 1=1; drop table decision; --\"",
            "\"{b0}:log\"",
            "\"${jndi:ldap://127.0.0.1/}\"",
            "\"../../../etc/passwd\"",
            "\"\\r\\nSet-Cookie: a=b\"",
            "\"9999-12-31T23:59:59.999999999Z\"",
            "\"+1000000000-12-31T23:59:59Z\"",
            "\"-999999999-01-01T00:00:00Z\"",
            "\"XXX\"",
            "\"ffffffff-ffff-7fff-bfff-ffffffffffff\"",
            "\"00000000-0000-7000-8000-000000000000\"");

    private static final byte[] INTERESTING = {0, 1, 9, 10, 13, 32, 34, 37, 44, 58, 91, 92, 123, 125, 127, -128, -1};

    private Mutations() {}

    static byte[] random(SplittableRandom random, int max) {
        byte[] bytes = new byte[random.nextInt(max)];
        random.nextBytes(bytes);
        return bytes;
    }

    static <T> T one(List<T> of, SplittableRandom random) {
        return of.get(random.nextInt(of.size()));
    }

    /** Bytes changed, inserted, taken out, repeated or cut off, without regard to what they mean. */
    static byte[] damaged(byte[] valid, SplittableRandom random) {
        byte[] bytes = valid;
        int rounds = 1 + random.nextInt(ROUNDS_MAX);
        for (int i = 0; i < rounds && bytes.length > 0; i++) {
            bytes = damagedOnce(bytes, random);
        }
        return bytes;
    }

    private static byte[] damagedOnce(byte[] bytes, SplittableRandom random) {
        int at = random.nextInt(bytes.length);
        int length = Math.min(1 + random.nextInt(CHUNK_MAX), bytes.length - at);
        byte[] head = Arrays.copyOf(bytes, at);
        byte[] tail = Arrays.copyOfRange(bytes, at, bytes.length);
        return switch (random.nextInt(7)) {
            case 0 -> with(bytes, at, (byte) (bytes[at] ^ (1 << random.nextInt(8))));
            case 1 -> with(bytes, at, INTERESTING[random.nextInt(INTERESTING.length)]);
            case 2 -> joined(head, random(random, CHUNK_MAX), tail);
            case 3 -> joined(head, Arrays.copyOfRange(bytes, at + length, bytes.length));
            case 4 -> joined(head, Arrays.copyOf(tail, length), tail);
            case 5 -> joined(head, new byte[] {INTERESTING[random.nextInt(INTERESTING.length)]}, tail);
            default -> head;
        };
    }

    private static byte[] with(byte[] bytes, int at, byte value) {
        byte[] changed = bytes.clone();
        changed[at] = value;
        return changed;
    }

    static byte[] joined(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** JSON with another meaning, or none: values at their edges, names twice, depths and lengths. */
    static byte[] damagedJson(String valid, SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> replaced(NUMBER, valid, one(NUMBERS, random), random).getBytes(UTF_8);
            case 2, 3 -> replaced(STRING, valid, one(TEXTS, random), random).getBytes(UTF_8);
            case 4 ->
                replaced(STRING, valid, "\"" + "x".repeat(random.nextInt(LONG_TEXT_MAX)) + "\"", random)
                        .getBytes(UTF_8);
            case 5 -> replaced(NUMBER, valid, nested(random), random).getBytes(UTF_8);
            case 6 -> valid.replace("}", "," + valid.substring(1)).getBytes(UTF_8);
            default -> damaged(valid.getBytes(ISO_8859_1), random);
        };
    }

    private static String nested(SplittableRandom random) {
        int depth = random.nextInt(NESTING_MAX);
        return random.nextBoolean() ? "[".repeat(depth) + "]".repeat(depth) : "{\"a\":".repeat(depth);
    }

    private static String replaced(Pattern what, String in, String by, SplittableRandom random) {
        Matcher matcher = what.matcher(in);
        int count = (int) matcher.results().count();
        if (count == 0) {
            return in;
        }
        int chosen = random.nextInt(count);
        var out = new StringBuilder();
        matcher.reset();
        for (int i = 0; matcher.find(); i++) {
            matcher.appendReplacement(out, Matcher.quoteReplacement(i == chosen ? by : matcher.group()));
        }
        return matcher.appendTail(out).toString();
    }
}
