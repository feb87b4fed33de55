package dev.gavel.server.bidding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.random.RandomAuctions;
import dev.gavel.server.arena.ArenaException;
import dev.gavel.server.arena.Script;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lua decides, Java specifies: held together over random auctions on a real Redis. */
class ScriptAgreesWithRefereeIT {
    private static final long BIDS = Long.getLong("gavel.differential.bids", 200_000);
    /** Enough for each planted fault to show with any seed: most show within a few hundred. */
    private static final long BIDS_PER_FAULT = 60_000;

    @Test
    void over_random_auctions_both_give_the_same_answers_states_rankings_and_log() {
        long seed = RandomAuctions.seed();
        System.out.println("differential test: -Dgavel.seed=" + seed);
        try (var arena = new ArenaUnderTest(UnaryOperator.identity())) {
            var differential = new Differential(arena, seed);
            differential.play(BIDS);
            assertThat(differential.bids()).isGreaterThanOrEqualTo(BIDS);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            at the close counts as before it     | at_time >= closes_at          | at_time > closes_at
            at the opening counts as before it   | at_time < opens_at            | at_time <= opens_at
            a boundary in the lower band         | amount >= band_from then      | amount > band_from then
            the cap by the leader's maximum lost | next_price > max then         | false then
            an equal maximum takes the lead      | amount > max then             | amount >= max then
            own maximum may be repeated          | amount <= max and 'm'         | amount < max and 'm'
            the step forgotten in the minimum    | price + step_at(price)        | price
            the reserve does not lift the price  | price < reserve then          | false then
            the window's first instant left out  | at_time < closes_at - window  | at_time <= closes_at - window
            one extension too many               | extensions_done >= extensions_max | extensions_done > extensions_max
            the latest close forgotten           | extended > latest_close then  | false then
            a band's end forgotten               | or amount >= band_until       | or false
            what a run changed is not kept       | changed[auction] = true       | changed[auction] = nil
            a tie ranks the later first          | amount - 0.5 or amount        | amount or amount
            the time of arrival not capped       | if at_time > time then        | if false then
            request ids of this turn forgotten   | fresh[identity] = number_text | fresh[identity] = nil
            a refusal without a sequence         | said and said[i - first + 1]) | said and said[i - first + 1]) if outcome then sequence = sequence - 1 end
            a paused auction is told closed      | state == 'P' then             | false then
            a blocked bidder bids                | admission == 'B' then         | false then
            asking is enough                     | admission ~= 'A' then         | not admission then
            the limit itself is too much         | amount > tonumber(sub(permit, 2)) | amount >= tonumber(sub(permit, 2))
            what is said of another bidder       | said[i - first + 1]           | said[1]
            what is said is not asked for        | if listed ~= 'L' and approval | if approval
            """)
    void a_planted_fault_is_caught(String name, String place, String fault) {
        long seed = RandomAuctions.seed();
        System.out.println(name + ": -Dgavel.seed=" + seed);
        UnaryOperator<Script> planted = script -> script.mutated(place, fault);
        try (var arena = new ArenaUnderTest(planted)) {
            assertThatThrownBy(() -> new Differential(arena, seed).play(BIDS_PER_FAULT))
                    // The last is an amount that cannot be: no Money can be made of it.
                    .isInstanceOfAny(AssertionError.class, ArenaException.class, IllegalArgumentException.class);
        }
    }
}
