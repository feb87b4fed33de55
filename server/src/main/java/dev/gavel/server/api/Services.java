package dev.gavel.server.api;

import dev.gavel.server.feed.Feed;
import dev.gavel.server.identity.TokenVerifier;
import dev.gavel.server.listing.Categories;
import dev.gavel.server.operations.Operations;
import dev.gavel.server.page.Person;
import dev.gavel.server.page.RushButton;
import dev.gavel.server.pictures.Pictures;
import dev.gavel.server.signin.SignIn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the API stands in front of.
 *
 * @param pictures of all auctions
 * @param categories that an auction can have
 * @param operations what operators ask of the node
 * @param people whom a visitor of the page may be; empty but in development
 * @param signIn where else visitors sign in; null for nowhere
 * @param rush what visitors of a demonstration may start; null elsewhere
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
        List<Person> people,
        @Nullable SignIn signIn,
        @Nullable RushButton rush) {}
