package dev.gavel.rush.targets;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Terms;
import dev.gavel.rush.history.Kept;
import java.util.List;
import java.util.Map;

/** A server under a rush, with its stores. */
public interface Target extends AutoCloseable {
    String name();

    /** Where bidders find it. */
    String url();

    /** Opens an auction, whose seller is {@link #SELLER}. */
    AuctionId open(Terms terms);

    /** What has been kept about these auctions; blocks until all of it is there, also what settles after the close. */
    List<Kept> kept(List<AuctionId> auctions);

    /** The ids of its processes, by what they are. */
    Map<String, Long> processes();

    /** Of its server, after a full collection. */
    Memory memory();

    @Override
    void close();

    String SELLER = "seller";

    /** Which of the processes every target has. */
    String SERVER = "server";

    /** The part of the server's CPU that its compiler took, where it is named beside processes. */
    String COMPILER = "server's JIT";
}
