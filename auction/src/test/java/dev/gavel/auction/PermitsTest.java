package dev.gavel.auction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PermitsTest {
    private static final Permit BLOCKED = new Permit(Permit.Admission.BLOCKED, null);

    @Test
    void holdsTheLastThatWasSaidOfEach() {
        Map<AccountId, Permit> expected = new HashMap<>();
        Permits permits = Permits.NONE;
        for (int i = 0; i < 3_000; i++) {
            var bidder = new AccountId("bidder-" + i % 2_000);
            var permit = new Permit(Permit.Admission.APPROVED, new Money(i + 1L));
            expected.put(bidder, permit);
            permits = permits.with(bidder, permit);
        }
        assertThat(permits.all()).isEqualTo(expected);
        assertThat(permits.of(new AccountId("bidder-7"))).isEqualTo(expected.get(new AccountId("bidder-7")));
        assertThat(permits.of(new AccountId("nobody"))).isNull();
        assertThat(permits).hasToString("Permits[of 2000 bidders]");
    }

    @Test
    void oneMoreLeavesTheOthersAsTheyWere() {
        var ann = new AccountId("ann");
        Permits one = Permits.NONE.with(ann, Permit.ASKED);
        Permits two = one.with(ann, BLOCKED);
        assertThat(Permits.NONE.isEmpty()).isTrue();
        assertThat(one.of(ann)).isEqualTo(Permit.ASKED);
        assertThat(two.of(ann)).isEqualTo(BLOCKED);
        assertThat(two).isNotEqualTo(one).isEqualTo(Permits.NONE.with(ann, BLOCKED));
        assertThat(two).hasSameHashCodeAs(Permits.NONE.with(ann, BLOCKED));
    }
}
