package dev.gavel.cli.fuzz;

/** What is sent to the server, and what must come of it. */
final class Input {
    private final byte[] bytes;
    private final boolean whole;

    /**
     * @param whole whether the framing is proper and only the content was damaged, so that an answer must come: a
     *     response, or for a frame that the connection lives on or is closed with a reason
     */
    Input(byte[] bytes, boolean whole) {
        this.bytes = bytes;
        this.whole = whole;
    }

    /** Not a copy: it is sent once. */
    byte[] bytes() {
        return bytes;
    }

    boolean isWhole() {
        return whole;
    }
}
