package dev.gavel.server.api;

/** Apart from ApiConfig, whose DEFAULT is made of its parts' and would else be made before them. */
final class Bounds {
    private Bounds() {}

    static void requirePositive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " is at least 1, not " + value);
        }
    }
}
