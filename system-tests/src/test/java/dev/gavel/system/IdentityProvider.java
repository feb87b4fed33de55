package dev.gavel.system;

import com.nimbusds.oauth2.sdk.TokenRequest;
import dev.gavel.server.identity.Role;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;
import okhttp3.HttpUrl;

/** A provider of OpenID Connect on this machine, which believes everybody who fills in its form. */
final class IdentityProvider implements AutoCloseable {
    private static final String NAME = "people";
    private static final String CLIENT = "gavel-page";
    private static final String AUDIENCE = "gavel";

    private final Callback callback = new Callback();
    private final MockOAuth2Server server = new MockOAuth2Server(
            new OAuth2Config(true, null, null, false, new OAuth2TokenProvider(), Set.of(callback)));

    /** All that sign in are bidders; for how long, a test says. */
    private static final class Callback extends DefaultOAuth2TokenCallback {
        private volatile Duration lifetime = Duration.ofHours(1);

        Callback() {
            super(NAME, "nobody", "JWT", List.of(AUDIENCE), Map.of("roles", List.of(Role.BIDDER.claim())));
        }

        @Override
        public List<String> audience(TokenRequest request) {
            return List.of(AUDIENCE);
        }

        @Override
        public long tokenExpiry() {
            return lifetime.toSeconds();
        }
    }

    static IdentityProvider start() {
        var provider = new IdentityProvider();
        provider.server.start(InetAddress.getLoopbackAddress(), 0);
        return provider;
    }

    /** Of tokens that are issued from now on. */
    void issueFor(Duration lifetime) {
        callback.lifetime = lifetime;
    }

    String token(String account, Role role) {
        Map<String, Object> claims = Map.of("sub", account, "aud", AUDIENCE, "roles", List.of(role.claim()));
        return server.anyToken(HttpUrl.Companion.get(url()), claims, Duration.ofHours(1))
                .serialize();
    }

    String url() {
        return "http://127.0.0.1:" + server.baseUrl().port() + "/" + NAME;
    }

    /** Of a node whose callers it knows. */
    String settings() {
        return """
                identity:
                  keySetUrl: %1$s/jwks
                  tokens: {issuer: "%1$s", audience: %2$s, leeway: 0s}
                  signIn: {issuer: "%1$s", clientId: %3$s, scope: "openid gavel"}
                """.formatted(url(), AUDIENCE, CLIENT);
    }

    @Override
    public void close() {
        server.shutdown();
    }
}
