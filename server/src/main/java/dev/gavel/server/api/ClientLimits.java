package dev.gavel.server.api;

import java.time.Duration;
import java.util.List;

/**
 * What one client may take of the server's connections, and for which pages elsewhere browsers may do so.
 *
 * @param connectionsPerAddressMax of one IPv4 address or IPv6 /64; beyond it a new connection is closed at once
 * @param exempt address ranges that this does not count: proxies, gateways, and this host
 * @param headersTimeout from a request's first byte to the end of its headers
 * @param origins of pages elsewhere that may open WebSockets, read answers and embed the page's elements, such as
 *     {@code https://auctions.example}; {@code *} means any. A page of this server's own host may, and so may programs,
 *     which name no origin
 */
public record ClientLimits(
        int connectionsPerAddressMax, List<String> exempt, Duration headersTimeout, List<String> origins) {
    public static final ClientLimits DEFAULT =
            new ClientLimits(1_000, List.of("127.0.0.0/8", "::1/128"), Duration.ofSeconds(15), List.of());

    public ClientLimits {
        Bounds.requirePositive("connectionsPerAddressMax", connectionsPerAddressMax);
        if (!headersTimeout.isPositive()) {
            throw new IllegalArgumentException("headersTimeout is above 0");
        }
        exempt = List.copyOf(exempt);
        origins = List.copyOf(origins);
        exempt.forEach(AddressRange::parse);
    }

    List<AddressRange> exemptRanges() {
        return exempt.stream().map(AddressRange::parse).toList();
    }
}
