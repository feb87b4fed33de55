package dev.gavel.rush.load;

import dev.gavel.server.api.socket.Form;

/**
 * How bids travel.
 *
 * @param connections of honest bidders over HTTP; over WebSockets each bidder has one
 * @param gateways connections over which a platform's own servers send all honest bids; 0 for none
 */
public record LaneConfig(Kind kind, int connections, int gateways) {
    private static final int CONNECTIONS_MAX = 10_000;
    private static final int GATEWAYS_MAX = 64;

    /** A wire and the form of what goes over it. */
    public enum Kind {
        HTTP,
        WEBSOCKET_JSON,
        WEBSOCKET_BINARY;

        Form form() {
            return this == WEBSOCKET_BINARY ? Form.BINARY : Form.JSON;
        }
    }

    public LaneConfig {
        if (connections < 1 || connections > CONNECTIONS_MAX) {
            throw new IllegalArgumentException("connections must be 1 to " + CONNECTIONS_MAX + ", not " + connections);
        }
        if (gateways < 0 || gateways > GATEWAYS_MAX) {
            throw new IllegalArgumentException("gateways must be 0 to " + GATEWAYS_MAX + ", not " + gateways);
        }
        if (gateways > 0 && kind == Kind.HTTP) {
            throw new IllegalArgumentException("gateways bid over WebSockets, not over HTTP");
        }
    }

    public static LaneConfig http(int connections) {
        return new LaneConfig(Kind.HTTP, connections, 0);
    }

    public static LaneConfig gateways(Kind kind, int gateways) {
        return new LaneConfig(kind, 1, gateways);
    }

    /** For people. */
    public String words() {
        String form = kind == Kind.WEBSOCKET_BINARY ? "binary" : "JSON";
        if (kind == Kind.HTTP) {
            return "over HTTP on " + connections + " connections";
        }
        return gateways == 0
                ? "over a WebSocket for each bidder, " + form
                : "over " + gateways + " WebSockets of gateways, " + form;
    }
}
