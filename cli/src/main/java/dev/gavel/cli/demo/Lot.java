package dev.gavel.cli.demo;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Money;
import dev.gavel.auction.StepTable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;

/** An auction of the demo, as the crowd sees it: what the latest answer to anybody said. */
final class Lot {
    private final AuctionId id;
    private final Offer offer;
    private long sequence;
    private long price = -1;
    private Instant closesAt;

    /**
     * What is offered.
     *
     * @param share of the crowd's attention; the hot auction has 1
     * @param more further JSON members, each with a comma before it
     */
    record Offer(
            String title,
            Bidding bidding,
            String currency,
            long opening,
            StepTable steps,
            Instant closesAt,
            double share,
            String more) {
        /** A sum in minor units as people write it: 748.00 USD, 74,800 KRW. */
        String words(long minor) {
            int digits = Currency.getInstance(currency).getDefaultFractionDigits();
            return ("%,." + digits + "f %s").formatted(BigDecimal.valueOf(minor, digits), currency);
        }
    }

    Lot(AuctionId id, Offer offer) {
        this.id = id;
        this.offer = offer;
        this.closesAt = offer.closesAt();
    }

    AuctionId id() {
        return id;
    }

    Offer offer() {
        return offer;
    }

    /** Takes over what an answer says, unless a later decision is known already. */
    synchronized void seen(long newSequence, long newPrice, Instant newClosesAt) {
        if (newSequence > sequence) {
            sequence = newSequence;
            price = newPrice;
            closesAt = newClosesAt;
        }
    }

    /** What a bid must be at least, as far as the crowd knows. */
    synchronized long minimum() {
        return price < 0
                ? offer.opening()
                : price + offer.steps().stepAt(new Money(price)).minor();
    }

    /** -1 before the first bid. */
    synchronized long price() {
        return price;
    }

    synchronized Instant closesAt() {
        return closesAt;
    }

    long step() {
        return offer.steps().stepAt(new Money(Math.max(0, price()))).minor();
    }
}
