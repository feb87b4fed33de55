package dev.gavel.server.api;

import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.bidding.Bidding;
import dev.gavel.server.bidding.Undecided;
import dev.gavel.server.listing.Auctions;

/** What the API asks of the arena's side. */
public record Markets(Bidding bidding, Undecided undecided, Auctions auctions, ArenaClock clock) {}
