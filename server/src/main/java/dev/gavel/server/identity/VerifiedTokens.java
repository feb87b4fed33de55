package dev.gavel.server.identity;

import dev.gavel.server.identity.Verification.Verified;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that were verified, in two generations: when the young one is full it becomes the old one, and what nobody
 * used meanwhile is forgotten. Reading takes no lock, and the bound holds whatever tokens come.
 */
final class VerifiedTokens {
    private final int generationMax;
    private volatile ConcurrentHashMap<String, Verified> young = new ConcurrentHashMap<>();
    private volatile ConcurrentHashMap<String, Verified> old = new ConcurrentHashMap<>();

    VerifiedTokens(int max) {
        this.generationMax = Math.max(1, max / 2);
    }

    @Nullable
    Verified get(String token) {
        Verified found = young.get(token);
        if (found == null) {
            found = old.get(token);
            if (found != null) {
                put(token, found);
            }
        }
        return found;
    }

    void put(String token, Verified verified) {
        if (young.size() >= generationMax) {
            turn();
        }
        young.put(token, verified);
    }

    private synchronized void turn() {
        if (young.size() >= generationMax) {
            old = young;
            young = new ConcurrentHashMap<>();
        }
    }
}
