package dev.gavel.server.api;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Addresses with the same first bits, as CIDR writes them: {@code 10.0.0.0/8}, {@code 2001:db8::/32}. */
record AddressRange(InetAddress network, int bits) {
    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        try {
            // Literals only: a name would be looked up, and mean something else tomorrow.
            InetAddress network = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int all = network.getAddress().length * Byte.SIZE;
            int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
            if (bits >= 0 && bits <= all) {
                return new AddressRange(network, bits);
            }
        } catch (IllegalArgumentException e) {
            // Said below, as of every text that is no range.
        }
        throw new IllegalArgumentException("an address range is like 10.0.0.0/8 or 2001:db8::/32, not " + text);
    }

    boolean contains(InetAddress address) {
        byte[] of = network.getAddress();
        byte[] given = address.getAddress();
        if (of.length != given.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += Byte.SIZE) {
            int mask = bits - bit >= Byte.SIZE ? 0xff : (0xff << (Byte.SIZE - (bits - bit))) & 0xff;
            if (((of[bit / Byte.SIZE] ^ given[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** What a client is counted by: an IPv6 client has not one address but a /64. */
    static InetAddress holder(InetAddress address) {
        if (address instanceof Inet6Address) {
            byte[] bytes = address.getAddress();
            Arrays.fill(bytes, 8, 16, (byte) 0);
            try {
                return InetAddress.getByAddress(bytes);
            } catch (UnknownHostException e) {
                throw new IllegalStateException("an IPv6 address has 16 bytes", e);
            }
        }
        return address;
    }
}
