package dev.gavel.server.signin;

import dev.gavel.server.identity.IssuerHttp;
import dev.gavel.server.platform.StrictJson;
import java.io.IOException;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a provider says of itself (OpenID Connect Discovery).
 *
 * @param authorization where a visitor is sent to sign in
 * @param token where a code is traded
 * @param endSession where a visitor is sent to sign out there too; null where there is none
 */
record Provider(
        String issuer,
        URI authorization,
        URI token,
        @Nullable URI endSession) {
    private static final String DOCUMENT = "/.well-known/openid-configuration";
    private static final String S256 = "S256";
    private static final JsonMapper JSON =
            JsonMapper.builder(StrictJson.FACTORY).build();

    /** @throws IOException if it does not say, or says what cannot be believed */
    static Provider discover(IssuerHttp http, String issuer) throws IOException {
        IssuerHttp.Answer answer = http.get(URI.create(issuer.replaceFirst("/$", "") + DOCUMENT));
        if (!answer.isOk()) {
            throw new IOException(answer.toString());
        }
        try {
            return of(issuer, JSON.readTree(answer.body()));
        } catch (JacksonException e) {
            throw new IOException("no JSON", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Provider of(String issuer, JsonNode document) {
        if (!issuer.equals(document.path("issuer").asString(""))) {
            throw new IllegalArgumentException("its document is of another issuer");
        }
        JsonNode methods = document.path("code_challenge_methods_supported");
        if (!methods.isMissingNode() && methods.valueStream().noneMatch(it -> S256.equals(it.asString("")))) {
            throw new IllegalArgumentException("it does not take " + S256);
        }
        return new Provider(
                issuer,
                Objects.requireNonNull(endpoint(document, "authorization_endpoint", true)),
                Objects.requireNonNull(endpoint(document, "token_endpoint", true)),
                endpoint(document, "end_session_endpoint", false));
    }

    private static @Nullable URI endpoint(JsonNode document, String name, boolean needed) {
        String text = document.path(name).asString("");
        if (text.isEmpty() && needed) {
            throw new IllegalArgumentException("its document has no " + name);
        }
        return text.isEmpty() ? null : IssuerHttp.checked(text, "the answers of a provider's " + name);
    }
}
