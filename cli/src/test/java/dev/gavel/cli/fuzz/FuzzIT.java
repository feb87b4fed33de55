package dev.gavel.cli.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.cli.StoreSettings;
import dev.gavel.dev.DevStores;
import dev.gavel.server.Server;
import dev.gavel.server.identity.KeySet;
import dev.gavel.server.identity.Tokens;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** The short form of {@code gavel fuzz}. Another seed: {@code -Dgavel.seed=42}. */
class FuzzIT {
    private static final int INPUTS = 2_500;
    private static final int CONNECTIONS = 64;

    @Test
    void malformedRequestsAndFramesNeitherBreakTheServerNorStayInIt() {
        long seed = Long.getLong("gavel.seed", System.nanoTime() & 0xffff_ffffL);
        System.out.println("Inputs of seed " + seed + " (-Dgavel.seed=" + seed + ")");
        Tokens tokens = Tokens.withNewKey(InstantSource.system());
        try (var stores = DevStores.temporary();
                var server = Server.start(StoreSettings.of(stores, 0, null), KeySet.parse(tokens.publicKeySet()))) {
            FuzzRun.Result result = new FuzzRun(server, tokens, seed).run(INPUTS, CONNECTIONS, _ -> {});
            assertThat(result.tally().faults()).isEmpty();
            assertThat(result.tally().inputs()).isEqualTo(INPUTS);
            assertThat(result.after().connections()).isZero();
        }
    }
}
