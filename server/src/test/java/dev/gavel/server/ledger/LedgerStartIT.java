package dev.gavel.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.dev.SharedStores;
import dev.gavel.server.platform.StartupException;
import dev.gavel.shards.Buckets;
import dev.gavel.shards.PoolConfig;
import dev.gavel.shards.ShardAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class LedgerStartIT {
    private static final String NOWHERE = "jdbc:postgresql://127.0.0.1:1/gavel2?user=gavel&password=secret";

    @Test
    void aShardThatCannotBeReachedIsNamedInOneLine() {
        List<ShardAddress> addresses = List.of(
                TestLedger.addresses(SharedStores.freshDatabases(1)).getFirst(),
                ShardAddress.parse("ledger.shards[1]", NOWHERE));
        assertThatThrownBy(() -> TestLedger.open(addresses, TestLedger.FAST))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("PostgreSQL shard 1 (127.0.0.1:1/gavel2) cannot be used")
                .hasMessageContaining("check ledger.shards[1]")
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("\n");
    }

    @Test
    void lookingAtALedgerChangesNothingInIt() {
        List<ShardAddress> addresses = founded(2);
        try (Ledger ledger = attach(addresses)) {
            assertThat(ledger.reads().positions()).hasSize(TestLedger.BUCKETS.count());
        }
        List<ShardAddress> empty = TestLedger.addresses(SharedStores.freshDatabases(1));
        for (int again = 0; again < 2; again++) {
            // The second time too: the first left nothing behind.
            assertThatThrownBy(() -> attach(empty))
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining("has no ledger of this release: start a server on it first");
        }
        try (Ledger ledger = open(empty, new Buckets(16))) {
            assertThat(ledger.reads().positions()).hasSize(16);
        }
    }

    private static Ledger attach(List<ShardAddress> addresses) {
        return Ledger.attach(addresses, PoolConfig.DEFAULT, TestLedger.BUCKETS, TestLedger.FAST);
    }

    @Test
    void anotherNumberOfBucketsIsRefused() {
        List<ShardAddress> addresses = founded(2);
        assertThatThrownBy(() -> open(addresses, new Buckets(16)))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("was founded with 8 buckets")
                .hasMessageContaining("but 16 are configured");
    }

    @Test
    void aMissingShardIsRefused() {
        List<ShardAddress> addresses = founded(2);
        assertThatThrownBy(() -> open(addresses.subList(0, 1), TestLedger.BUCKETS))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("no shard owns bucket b1");
    }

    @Test
    void aShardGivenTwiceIsRefused() {
        List<ShardAddress> addresses = founded(2);
        assertThatThrownBy(
                        () -> open(List.of(addresses.get(0), addresses.get(1), addresses.get(0)), TestLedger.BUCKETS))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("bucket b0 is owned twice, by shard 0");
    }

    @Test
    void aShardThatLostItsDataIsNotQuietlyFoundedAgain() {
        List<ShardAddress> addresses = founded(2);
        List<ShardAddress> replaced = List.of(
                addresses.getFirst(),
                TestLedger.addresses(SharedStores.freshDatabases(2)).get(1));
        assertThatThrownBy(() -> open(replaced, TestLedger.BUCKETS))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("shard 1")
                .hasMessageContaining("is empty, though the cluster was founded before")
                .hasMessageContaining("ledger.shards[1]");
    }

    @Test
    void theOrderOfTheShardsInTheConfigurationDoesNotMatter() {
        List<ShardAddress> addresses = founded(2);
        try (Ledger ledger = open(addresses.reversed(), TestLedger.BUCKETS)) {
            assertThat(ledger.router().map().owners()).containsExactly(1, 0, 1, 0, 1, 0, 1, 0);
        }
    }

    @Test
    void aFoundingThatWasCutShortIsFinished() {
        List<ShardAddress> addresses = founded(2);
        try (Ledger ledger = open(addresses, TestLedger.BUCKETS)) {
            ledger.router()
                    .shards()
                    .all()
                    .forEach(shard -> TestLedger.execute(shard, "update cluster set founded = false"));
            TestLedger.execute(ledger.router().shards().all().get(1), "truncate bucket, cluster");
        }
        try (Ledger ledger = open(addresses, TestLedger.BUCKETS)) {
            assertThat(ledger.router().map().owners()).containsExactly(0, 1, 0, 1, 0, 1, 0, 1);
        }
    }

    @Test
    void nodesThatStartAtOnceFoundOneCluster() throws Exception {
        List<ShardAddress> addresses = TestLedger.addresses(SharedStores.freshDatabases(2));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<List<Integer>> start = () -> {
                try (Ledger ledger = open(addresses, TestLedger.BUCKETS)) {
                    return ledger.router().map().owners();
                }
            };
            for (Future<List<Integer>> map : threads.invokeAll(List.of(start, start, start))) {
                assertThat(map.get()).containsExactly(0, 1, 0, 1, 0, 1, 0, 1);
            }
        }
    }

    private static List<ShardAddress> founded(int shards) {
        List<ShardAddress> addresses = TestLedger.addresses(SharedStores.freshDatabases(shards));
        open(addresses, TestLedger.BUCKETS).close();
        return addresses;
    }

    private static Ledger open(List<ShardAddress> addresses, Buckets buckets) {
        return Ledger.open(addresses, TestLedger.POOLS, buckets, TestLedger.FAST, InstantSource.system());
    }
}
