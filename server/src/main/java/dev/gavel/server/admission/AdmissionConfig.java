package dev.gavel.server.admission;

/**
 * What one account may take. Every node must have the same settings, since an account's share is one for all nodes.
 *
 * @param outstandingMax bids of an account that wait for their answers on a node
 * @param bidsPerSecond in the long run, over all nodes
 * @param burst bids that an account may place at once after it has been quiet
 * @param debtMax how many bids, placed on other nodes, an account can owe beyond its burst; enough for {@code burst} on
 *     each of so many nodes that it may use at once
 * @param accountsMax accounts that are remembered on a node: those with bids outstanding, or whose share is not full
 */
public record AdmissionConfig(
        int outstandingMax, int bidsPerSecond, int burst, int debtMax, int accountsMax, EdgeConfig edge) {
    /** A debt of 200 is a burst on ten more nodes. 200,000 accounts are about 30 MB. */
    public static final AdmissionConfig DEFAULT = new AdmissionConfig(4, 10, 20, 200, 200_000, EdgeConfig.DEFAULT);

    public AdmissionConfig {
        requireBetween("admission.outstandingMax", outstandingMax, 1, 1_000_000);
        requireBetween("admission.bidsPerSecond", bidsPerSecond, 1, 1_000_000);
        requireBetween("admission.burst", burst, 1, 1_000_000);
        requireBetween("admission.debtMax", debtMax, 0, 1_000_000);
        requireBetween("admission.accountsMax", accountsMax, 1, 10_000_000);
    }

    private static void requireBetween(String setting, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(setting + " must be " + min + " to " + max + ", not " + value);
        }
    }
}
