package dev.gavel.server.page;

/**
 * Somebody whom a visitor of the page may choose to be, in development and demonstrations.
 *
 * @param role as tokens name it
 * @param token a bearer token of theirs
 */
public record Person(String account, String role, String token) {
    /** Without the token. */
    @Override
    public String toString() {
        return account + " (" + role + ")";
    }
}
