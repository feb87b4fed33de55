package dev.gavel.cli;

import dev.gavel.auction.AuctionId;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Arguments that need more than picocli's own conversions. */
public final class Arguments {
    private Arguments() {}

    public static AuctionId auction(CommandLine command, String text) {
        try {
            return AuctionId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, e.getMessage() + ", not " + text, e);
        }
    }
}
