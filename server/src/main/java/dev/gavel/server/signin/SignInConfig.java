package dev.gavel.server.signin;

import dev.gavel.server.identity.IssuerHttp;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where visitors of the page sign in.
 *
 * @param issuer as its own discovery document has it; null means that this server's page has no sign-in of its own
 * @param clientId under which this server is known there
 * @param clientSecret null for a public client
 * @param scope what is asked for; {@code openid} is among it
 * @param token which of the provider's tokens is the bearer token here
 */
public record SignInConfig(
        @Nullable String issuer,
        @Nullable String clientId,
        @Nullable String clientSecret,
        String scope,
        TokenUse token) {
    public static final SignInConfig DEFAULT = new SignInConfig(null, null, null, "openid", TokenUse.ACCESS);

    /** One of the tokens that come with a code. */
    public enum TokenUse {
        ACCESS,
        /** Where the provider's access tokens are for itself alone and no JWT. Its audience is the client id. */
        ID;

        /** As the settings have it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public SignInConfig {
        if (issuer != null) {
            IssuerHttp.checked(issuer, "the answers of identity.signIn.issuer");
            if (clientId == null || clientId.isBlank()) {
                throw new IllegalArgumentException("identity.signIn.issuer needs identity.signIn.clientId");
            }
            if (!Arrays.asList(scope.split(" ", -1)).contains("openid")) {
                throw new IllegalArgumentException("identity.signIn.scope contains openid");
            }
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "SignInConfig[issuer=" + issuer + ", clientId=" + clientId + "]";
    }
}
