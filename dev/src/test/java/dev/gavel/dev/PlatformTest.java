package dev.gavel.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PlatformTest {
    @Test
    void isTheMachineByItsUsualNames() {
        assertThat(Platform.of("Linux", "amd64")).isEqualTo(Platform.LINUX_AMD64);
        assertThat(Platform.of("Linux", "aarch64")).isEqualTo(Platform.LINUX_ARM64);
        assertThat(Platform.of("Mac OS X", "aarch64")).isEqualTo(Platform.MAC_ARM64);
        assertThat(Platform.of("Mac OS X", "x86_64")).isEqualTo(Platform.MAC_AMD64);
    }

    @Test
    void isNotAMachineThatNoStoreIsPublishedFor() {
        assertThatThrownBy(() -> Platform.of("Windows 11", "amd64")).hasMessageContaining("not on Windows 11");
        assertThatThrownBy(() -> Platform.of("Linux", "riscv64")).hasMessageContaining("riscv64");
    }

    /** Each build takes PostgreSQL for its own machine only, but all of Redis. */
    @Test
    void namesTheRedisOfEveryMachineAsTheJarDoes() {
        for (var platform : Platform.values()) {
            assertThat(PlatformTest.class.getResource("/" + platform.redisResource))
                    .isNotNull();
        }
    }

    @Test
    void cachesWhereTheUserExpectsIt() {
        var linux = Platform.LINUX_AMD64;
        assertThat(Directories.cache(Map.of("GAVEL_CACHE", "/c"), linux, false)).isEqualTo(Path.of("/c"));
        assertThat(Directories.cache(Map.of("XDG_CACHE_HOME", "/x"), linux, false))
                .isEqualTo(Path.of("/x/gavel"));
        assertThat(Directories.cache(Map.of(), linux, true)).isEqualTo(Path.of("/var/cache/gavel"));
        assertThat(Directories.cache(Map.of(), Platform.MAC_ARM64, true))
                .isEqualTo(Path.of(System.getProperty("user.home"), "Library/Caches/gavel"));
    }
}
