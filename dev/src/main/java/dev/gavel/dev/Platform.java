package dev.gavel.dev;

import java.util.Locale;

/** The kinds of machine that the stores' executables are published for. */
enum Platform {
    LINUX_AMD64("redis-server-7.0.15-linux-amd64", "postgres-linux-x86_64.txz"),
    LINUX_ARM64("redis-server-7.0.15-linux-arm64", "postgres-linux-arm_64.txz"),
    MAC_AMD64("redis-server-7.0.15-darwin-amd64", "postgres-darwin-x86_64.txz"),
    MAC_ARM64("redis-server-7.0.15-darwin-arm64", "postgres-darwin-arm_64.txz");

    final String redisResource;
    final String postgresResource;

    Platform(String redisResource, String postgresResource) {
        this.redisResource = redisResource;
        this.postgresResource = postgresResource;
    }

    static Platform current() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static Platform of(String os, String arch) {
        var mac = os.toLowerCase(Locale.ROOT).startsWith("mac");
        if (!mac && !os.equalsIgnoreCase("linux")) {
            throw new UnsupportedOperationException(
                    "stores can be started on Linux and macOS, not on " + os + ": configure servers that already run");
        }
        return switch (arch) {
            case "amd64", "x86_64" -> mac ? MAC_AMD64 : LINUX_AMD64;
            case "aarch64", "arm64" -> mac ? MAC_ARM64 : LINUX_ARM64;
            default ->
                throw new UnsupportedOperationException(
                        "no store is published for the processor " + arch + ": configure servers that already run");
        };
    }
}
