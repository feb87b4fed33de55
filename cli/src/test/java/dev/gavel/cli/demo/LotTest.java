package dev.gavel.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.Bidding;
import dev.gavel.auction.Money;
import dev.gavel.auction.StepTable;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LotTest {
    @Test
    void sumsAreShownInTheUnitsOfTheirCurrency() {
        assertThat(offer("USD").words(74_805)).isEqualTo("748.05 USD");
        assertThat(offer("KRW").words(21_813_000)).isEqualTo("21,813,000 KRW");
        assertThat(offer("BHD").words(1)).isEqualTo("0.001 BHD");
    }

    private static Lot.Offer offer(String currency) {
        return new Lot.Offer("A vase", Bidding.PLAIN, currency, 1, StepTable.flat(new Money(1)), Instant.EPOCH, 1, "");
    }
}
