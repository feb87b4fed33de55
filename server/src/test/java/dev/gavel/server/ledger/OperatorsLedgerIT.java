package dev.gavel.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.dev.SharedStores;
import dev.gavel.server.operations.LedgerView;
import dev.gavel.server.operations.Views;
import dev.gavel.shards.ShardAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class OperatorsLedgerIT {
    private static final String WAITING = """
            select count(*) from pg_locks l join pg_database d on d.oid = l.database
            where not l.granted and d.datname = current_database()""";

    /** A lock on what is asked last but one stands for a reader that commits between two queries. */
    @Test
    void decisionsAreOfOneMomentWhateverTheReaderCommitsMeanwhile() throws Exception {
        List<String> urls = SharedStores.freshDatabases(2);
        List<ShardAddress> shards = TestLedger.addresses(urls);
        try (var test = new TestLedger(shards, TestLedger.FAST)) {
            Story story = test.begin(new Story(33));
            test.start();
            test.append(story, story.bid("ann", 2_000, 600));
            test.awaitRead();
            LedgerView view = test.ledger.forOperators();
            int shard = view.shardOf(test.bucket(story.id()));
            CompletableFuture<Optional<LedgerView.Kept>> asked;
            try (Connection other = DriverManager.getConnection(urls.get(shard))) {
                other.setAutoCommit(false);
                run(other, "lock table intervention in access exclusive mode");
                asked = CompletableFuture.supplyAsync(() -> view.decisions(story.id(), -1, 100));
                Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> test.count(WAITING) == 1);
                test.append(story, story.bid("bob", 3_000, 300));
                test.append(story, story.closed());
                test.awaitRead();
                other.commit();
            }
            LedgerView.Kept kept = asked.get(10, TimeUnit.SECONDS).orElseThrow();
            assertThat(kept.decisions()).extracting(Views.Decided::sequence).containsExactly(0L, 1L);
            assertThat(kept.last()).isEqualTo(1);
            assertThat(view.decisions(story.id(), -1, 100).orElseThrow().decisions())
                    .extracting(Views.Decided::sequence)
                    .containsExactly(0L, 1L, 2L, 3L);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
