package dev.gavel.server.operations;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Which machine a node is on, in words for people. Nothing connects to it. */
final class Address {
    private Address() {}

    /** @param host which the API listens on; where that is every address of the machine, the machine's name is told */
    static String forPeople(String host) {
        try {
            InetAddress listened = InetAddress.getByName(host);
            return listened.isAnyLocalAddress() ? InetAddress.getLocalHost().getHostName() : host;
        } catch (UnknownHostException e) {
            return host;
        }
    }
}
