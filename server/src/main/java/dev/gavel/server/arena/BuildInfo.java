package dev.gavel.server.arena;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Which build this is: whether two nodes may stand side by side is seen by it.
 *
 * @param version of the jar
 * @param logFormat the formats of the arena that it knows, such as {@code 1-1}
 * @param scripts a short digest of all scripts; another one is another build, though not another format
 */
public record BuildInfo(String version, String logFormat, String scripts) {
    /** All scripts of the server, below its package. BuildInfoTest holds the list against the sources. */
    static final List<String> SCRIPTS = List.of(
            "arena/auction-state.lua",
            "arena/clock.lua",
            "arena/log-number.lua",
            "arena/recorded-clock.lua",
            "arena/trim-log.lua",
            "bidding/place-bids.lua",
            "closing/close-due.lua",
            "listing/edit-listing.lua",
            "listing/intervene.lua",
            "listing/open-auction.lua",
            "recovery/claim.lua",
            "recovery/restore.lua");

    private static final String PACKAGE = "/dev/gavel/server/";
    private static final int DIGEST_LENGTH = 12;

    /** Of the classes that run. */
    public static BuildInfo own() {
        String version = BuildInfo.class.getPackage().getImplementationVersion();
        return new BuildInfo(version == null ? "unknown" : version, FormatRange.OWN.toString(), digest());
    }

    private static String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            SCRIPTS.forEach(name -> digest.update(
                    Script.resource(BuildInfo.class, PACKAGE + name).getBytes(UTF_8)));
            return HexFormat.of().formatHex(digest.digest()).substring(0, DIGEST_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
