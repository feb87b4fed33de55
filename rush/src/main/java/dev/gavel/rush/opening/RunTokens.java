package dev.gavel.rush.opening;

import dev.gavel.auction.AccountId;
import dev.gavel.rush.load.ClientOrder;
import dev.gavel.rush.load.LaneConfig;
import dev.gavel.rush.load.PlanConfig;
import dev.gavel.rush.load.PlanConfig.Flood;
import dev.gavel.rush.targets.Target;
import dev.gavel.server.identity.Role;
import dev.gavel.server.identity.Tokens;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Everybody's tokens, by a key made for the run. Warm-up and runs use the same ones: a bidder's first request costs a
 * check of a signature, later ones do not.
 */
public final class RunTokens {
    private static final Duration LIFETIME = Duration.ofHours(2);

    private final Tokens tokens = Tokens.withNewKey(InstantSource.system());
    private final List<String> honest;
    private List<String> bots = List.of();

    public RunTokens(LaneConfig lane, PlanConfig plan) {
        this.honest = lane.gateways() == 0
                ? mint(plan.bidders(), ClientOrder::bidder, Role.BIDDER)
                : mint(lane.gateways(), gateway -> "gateway-" + gateway, Role.GATEWAY);
    }

    /** What a server needs to verify them. */
    public String keySet() {
        return tokens.publicKeySet();
    }

    public String seller() {
        return mint(1, _ -> Target.SELLER, Role.SELLER).getFirst();
    }

    /** Of honest bidders, or of the gateways that send their bids. */
    public List<String> honest() {
        return honest;
    }

    /** Of honest bidders. */
    public Map<AccountId, String> byAccount() {
        Map<AccountId, String> byAccount = new HashMap<>();
        for (int i = 0; i < honest.size(); i++) {
            byAccount.put(new AccountId(ClientOrder.bidder(i)), honest.get(i));
        }
        return byAccount;
    }

    public List<String> bots(@Nullable Flood flood) {
        if (flood == null) {
            return List.of();
        }
        if (bots.size() != flood.accounts()) {
            bots = mint(flood.accounts(), ClientOrder::bot, Role.BIDDER);
        }
        return bots;
    }

    private List<String> mint(int count, IntFunction<String> name, Role role) {
        return IntStream.range(0, count)
                .mapToObj(n -> tokens.mint(new AccountId(name.apply(n)), Set.of(role), LIFETIME))
                .toList();
    }
}
