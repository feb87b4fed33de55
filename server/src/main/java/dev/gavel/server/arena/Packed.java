package dev.gavel.server.arena;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;

/** How the arena packs values: unsigned and big-endian, as {@code struct} in Lua with {@code >} does. */
public final class Packed {
    /** Where there is no price: above every amount, and still exact in a Lua number. */
    static final long PRICE_NONE = 1L << 53;

    /** What a character of a Java string takes in UTF-8 at most. */
    static final int BYTES_PER_CHARACTER_MAX = 3;

    private Packed() {}

    /** A string after a byte that holds its length. */
    static void putText(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        out.put((byte) bytes.length).put(bytes);
    }

    static String getText(ByteBuffer in) {
        return getAscii(in, Byte.toUnsignedInt(in.get()));
    }

    /** UTF-8 after two bytes that hold its length. */
    static void putLongText(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        out.putShort((short) bytes.length).put(bytes);
    }

    static String getLongText(ByteBuffer in) {
        byte[] bytes = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(bytes);
        return new String(bytes, UTF_8);
    }

    static String getAscii(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, US_ASCII);
    }

    static Instant getInstant(ByteBuffer in) {
        return Instant.ofEpochMilli(in.getLong());
    }

    /** The eight bytes by which scripts know an auction. */
    public static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    /** A decimal argument. */
    public static byte[] decimal(long value) {
        return Long.toString(value).getBytes(US_ASCII);
    }
}
