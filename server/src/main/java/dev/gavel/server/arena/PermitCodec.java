package dev.gavel.server.arena;

import dev.gavel.auction.Money;
import dev.gavel.auction.Permit;
import org.jspecify.annotations.Nullable;

/** What is said of a bidder, as text; {@code auction-state.lua} holds the layout. */
public final class PermitCodec {
    private PermitCodec() {}

    public static String encode(Permit permit) {
        char admission = switch (permit.admission()) {
            case ASKED -> 'Q';
            case APPROVED -> 'A';
            case BLOCKED -> 'B';
        };
        Money limit = permit.limit();
        return limit == null ? "" + admission : admission + Long.toString(limit.minor());
    }

    public static Permit decode(String text) {
        @Nullable Money limit = text.length() == 1 ? null : new Money(Long.parseLong(text.substring(1)));
        return switch (text.charAt(0)) {
            case 'Q' -> new Permit(Permit.Admission.ASKED, limit);
            case 'A' -> new Permit(Permit.Admission.APPROVED, limit);
            case 'B' -> new Permit(Permit.Admission.BLOCKED, limit);
            default -> throw new IllegalStateException("nothing that is said of a bidder: " + text);
        };
    }
}
