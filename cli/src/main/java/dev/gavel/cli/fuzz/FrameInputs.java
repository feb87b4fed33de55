package dev.gavel.cli.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gavel.auction.AuctionId;
import dev.gavel.cli.fuzz.Fuzzer.Input;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.UUID;

/** WebSocket frames (RFC 6455) that no good client sends. */
final class FrameInputs {
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int PING = 9;
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int LENGTH_IN_2 = 126;
    private static final int LENGTH_IN_8 = 127;
    private static final int RANDOM_BYTES_MAX = 500;
    private static final int MESSAGES_MAX = 5;

    private final Samples samples;

    FrameInputs(Samples samples) {
        this.samples = samples;
    }

    Input next(boolean binary, SplittableRandom random) {
        int usual = binary ? BINARY : TEXT;
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3, 4 -> new Input(frame(FINAL | usual, damagedMessages(binary, random), random), true);
            case 5 -> new Input(frame(FINAL | usual, Mutations.random(random, RANDOM_BYTES_MAX), random), true);
            case 6 -> new Input(frame(FINAL | (binary ? TEXT : BINARY), messages(binary, random), random), true);
            case 7 -> new Input(frame(random.nextInt(256), messages(binary, random), random), false);
            case 8 ->
                new Input(Mutations.damaged(frame(FINAL | usual, messages(binary, random), random), random), false);
            default -> new Input(wrongLength(FINAL | usual, random), false);
        };
    }

    static byte[] ping(long payload, SplittableRandom random) {
        return frame(
                FINAL | PING, ByteBuffer.allocate(Long.BYTES).putLong(payload).array(), random);
    }

    private byte[] damagedMessages(boolean binary, SplittableRandom random) {
        return binary
                ? Mutations.damaged(messages(true, random), random)
                : Mutations.damagedJson(new String(messages(false, random), UTF_8), random);
    }

    private byte[] messages(boolean binary, SplittableRandom random) {
        int count = 1 + random.nextInt(MESSAGES_MAX);
        byte[][] all = new byte[count][];
        var text = new StringBuilder("[");
        for (int i = 0; i < count; i++) {
            if (binary) {
                all[i] = binaryMessage(random);
            } else {
                text.append(i == 0 ? "" : ",").append(textMessage(random));
            }
        }
        return binary ? Mutations.joined(all) : text.append(']').toString().getBytes(UTF_8);
    }

    private String textMessage(SplittableRandom random) {
        AuctionId auction = samples.auction(random);
        return switch (random.nextInt(6)) {
            case 0 -> "{\"type\":\"watch\",\"auction\":\"" + auction + "\"}";
            case 1 -> "{\"type\":\"unwatch\",\"auction\":\"" + auction + "\"}";
            case 2 -> "{\"type\":\"authenticate\",\"token\":\"" + samples.bidder(random) + "\"}";
            default ->
                "{\"type\":\"bid\",\"ref\":" + random.nextInt(1_000) + ",\"auction\":\"" + auction
                        + "\",\"requestId\":\"" + Samples.requestId(random) + "\",\"amount\":"
                        + (1_000 + random.nextInt(1_000_000) * 100L) + ",\"currency\":\"KRW\",\"bidder\":\"g"
                        + random.nextInt(1_000) + "\"}";
        };
    }

    private byte[] binaryMessage(SplittableRandom random) {
        long auction = samples.auction(random).value();
        return switch (random.nextInt(6)) {
            case 0 -> ByteBuffer.allocate(9).put((byte) 3).putLong(auction).array();
            case 1 -> ByteBuffer.allocate(9).put((byte) 4).putLong(auction).array();
            case 2 -> {
                byte[] token = samples.bidder(random).getBytes(US_ASCII);
                yield ByteBuffer.allocate(3 + token.length)
                        .put((byte) 1)
                        .putShort((short) token.length)
                        .put(token)
                        .array();
            }
            default -> {
                UUID id = UUID.fromString(Samples.requestId(random));
                byte[] bidder = ("g" + random.nextInt(1_000)).getBytes(US_ASCII);
                yield ByteBuffer.allocate(41 + bidder.length)
                        .put((byte) 2)
                        .putInt(random.nextInt(1_000))
                        .putLong(auction)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .putLong(1_000 + random.nextInt(1_000_000) * 100L)
                        .put("KRW".getBytes(US_ASCII))
                        .put((byte) bidder.length)
                        .put(bidder)
                        .array();
            }
        };
    }

    private static byte[] wrongLength(int first, SplittableRandom random) {
        long length = switch (random.nextInt(4)) {
            case 0 -> Long.MAX_VALUE;
            case 1 -> -1;
            case 2 -> 65_537;
            default -> random.nextInt(70_000);
        };
        return Mutations.joined(
                ByteBuffer.allocate(14)
                        .put((byte) first)
                        .put((byte) (MASKED | LENGTH_IN_8))
                        .putLong(length)
                        .putInt(random.nextInt())
                        .array(),
                Mutations.random(random, RANDOM_BYTES_MAX));
    }

    /** @param first FIN, the reserved bits and the opcode */
    private static byte[] frame(int first, byte[] payload, SplittableRandom random) {
        byte[] mask = new byte[4];
        random.nextBytes(mask);
        var out = ByteBuffer.allocate(14 + payload.length).put((byte) first);
        if (payload.length < LENGTH_IN_2) {
            out.put((byte) (MASKED | payload.length));
        } else if (payload.length <= 0xffff) {
            out.put((byte) (MASKED | LENGTH_IN_2)).putShort((short) payload.length);
        } else {
            out.put((byte) (MASKED | LENGTH_IN_8)).putLong(payload.length);
        }
        out.put(mask);
        for (int i = 0; i < payload.length; i++) {
            out.put((byte) (payload[i] ^ mask[i % mask.length]));
        }
        byte[] frame = new byte[out.flip().remaining()];
        out.get(frame);
        return frame;
    }

    static byte[] upgrade(boolean binary, String token) {
        return ("GET /v1/socket HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
                        + "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + "sec-websocket-protocol: gavel.v1." + (binary ? "binary" : "json") + "\r\n"
                        + "authorization: Bearer " + token + "\r\n\r\n")
                .getBytes(US_ASCII);
    }
}
