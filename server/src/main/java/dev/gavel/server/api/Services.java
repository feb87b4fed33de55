package dev.gavel.server.api;

import dev.gavel.server.feed.Feed;
import dev.gavel.server.identity.TokenVerifier;
import dev.gavel.server.listing.Categories;
import dev.gavel.server.operations.Operations;
import dev.gavel.server.page.Person;
import dev.gavel.server.pictures.Pictures;
import java.util.List;

/**
 * All that the API stands in front of.
 *
 * @param pictures of all auctions
 * @param categories that an auction can have
 * @param operations what operators ask of the node
 * @param people whom a visitor of the page may be; empty but in development
 */
public record Services(
        Markets markets,
        Ledger ledger,
        Feed feed,
        Pictures pictures,
        Categories categories,
        TokenVerifier tokens,
        Monitoring monitoring,
        Operations operations,
        List<Person> people) {}
