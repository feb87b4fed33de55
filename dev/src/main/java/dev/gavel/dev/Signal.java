package dev.gavel.dev;

/** The signals that stores are sent, by their POSIX names. */
enum Signal {
    INT,
    TERM,
    QUIT,
    KILL,
    STOP,
    CONT
}
