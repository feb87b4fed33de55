package dev.gavel.auction;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is said of single bidders. Immutable; one more copies a 256th of them, since whoever folds the decisions of an
 * auction with {@link Permit#PER_AUCTION_MAX} of them would copy millions otherwise.
 */
public final class Permits {
    /** A power of two. */
    private static final int PARTS = 256;

    public static final Permits NONE = new Permits(Collections.nCopies(PARTS, Map.of()), 0);

    private final List<Map<AccountId, Permit>> parts;
    private final int size;

    private Permits(List<Map<AccountId, Permit>> parts, int size) {
        this.parts = parts;
        this.size = size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** Null where nothing is said of the bidder. */
    public @Nullable Permit of(AccountId bidder) {
        return parts.get(part(bidder)).get(bidder);
    }

    public Permits with(AccountId bidder, Permit permit) {
        int part = part(bidder);
        var more = new HashMap<>(parts.get(part));
        boolean isNew = more.put(bidder, permit) == null;
        var all = new ArrayList<>(parts);
        all.set(part, Collections.unmodifiableMap(more));
        return new Permits(Collections.unmodifiableList(all), size + (isNew ? 1 : 0));
    }

    /** All of them, by bidder. */
    public Map<AccountId, Permit> all() {
        Map<AccountId, Permit> all = new HashMap<>();
        parts.forEach(all::putAll);
        return all;
    }

    private static int part(AccountId bidder) {
        int hash = bidder.hashCode();
        return (hash ^ hash >>> 16 ^ hash >>> 8) & (PARTS - 1);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Permits permits && parts.equals(permits.parts);
    }

    @Override
    public int hashCode() {
        return Objects.hash(parts);
    }

    @Override
    public String toString() {
        return "Permits[of " + size + " bidders]";
    }
}
