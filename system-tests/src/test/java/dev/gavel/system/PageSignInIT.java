package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.gavel.server.identity.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in at a provider of OpenID Connect and out again, in a real browser. */
final class PageSignInIT {
    private static final Duration OPEN = Duration.ofMinutes(5);

    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static IdentityProvider provider;

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static PageStage stage;

    @BeforeAll
    static void start() {
        assumeTrue(Chromium.find().isPresent(), Chromium.MISSING);
        provider = IdentityProvider.start();
        stage = PageStage.open(Cluster.ofProvider(folder, provider));
    }

    @AfterAll
    static void stop() {
        if (stage != null) {
            stage.close();
        }
        if (provider != null) {
            provider.close();
        }
    }

    @Test
    void whoSignsInComesBackBidsAndSignsOutEverywhere() {
        provider.issueFor(Duration.ofHours(1));
        String path = "/auctions/" + list("Celadon vase");
        try (Visitor ann = visitor("en")) {
            List<String> addresses = addresses(ann.page());
            ann.open(path);
            ann.sees(".note", "Sign in to bid.");
            ann.shoot("room-signed-out");
            signIn(ann, "ann");
            ann.sees(".me", "ann");
            assertThat(ann.page().url()).isEqualTo("http://127.0.0.1:" + stage.port() + path);
            ann.click("button.bid");
            ann.sees(".standing", "You are leading.");
            ann.shoot("room-signed-in");
            ann.sees("table", "You");
            assertThat(bidder(path)).isEqualTo("ann");

            String went = addresses.stream()
                    .filter(it -> it.contains("/authorize?"))
                    .findFirst()
                    .orElseThrow();
            assertThat(went)
                    .contains("response_type=code", "code_challenge_method=S256", "&state=", "&nonce=")
                    .doesNotContain("code_verifier");
            ann.page().goBack();
            assertThat(ann.page().url()).as("a code is in no history").doesNotContain("code=");

            ann.open(path);
            ann.click("#signout");
            ann.page().waitForURL("http://127.0.0.1:" + stage.port() + "/");
            ann.sees("#signin", "Sign in");
            assertThat(addresses).anyMatch(it -> it.contains("/endsession?") && it.contains("id_token_hint="));
            assertThat(ann.page().evaluate("Object.keys(sessionStorage).filter(key => key !== 'gavel.bid')"))
                    .isEqualTo(List.of());
            assertThat(ann.complaints()).isEmpty();
        }
    }

    @Test
    void aTokenThatEndsIsSaidAndTheBidOfThenCountsAfterSigningInAgain() {
        provider.issueFor(Duration.ofSeconds(4));
        String path = "/auctions/" + list("Fountain pen");
        try (Visitor ann = visitor("en")) {
            ann.open(path);
            signIn(ann, "ann");
            ann.page().route("**/page/signin/token", route -> route.fulfill(new Route.FulfillOptions().setStatus(401)));
            ann.sees("#signin", "Sign in again");
            ann.click("button.bid");
            ann.sees(".standing", "Your bid of ₩1,000 was not placed.");
            ann.sees(".banner", "You are not signed in any more. Sign in again to bid.");
            ann.shoot("room-signed-in-too-long");
            assertThat(bidder(path)).isEmpty();
            ann.page().unroute("**/page/signin/token");
            provider.issueFor(Duration.ofHours(1));
            signIn(ann, "ann");
            ann.sees(".standing", "You are leading.");
            ann.sees("table", "You");
            assertThat(bidder(path)).isEqualTo("ann");
        }
    }

    @Test
    void aTokenIsRenewedBeforeItEnds() {
        provider.issueFor(Duration.ofSeconds(4));
        String path = "/auctions/" + list("Map of Hanyang");
        try (Visitor bob = visitor("en")) {
            bob.open(path);
            signIn(bob, "bob");
            bob.sees(".me", "bob");
            Object first = bob.page().evaluate("sessionStorage.getItem('gavel.token')");
            provider.issueFor(Duration.ofHours(1));
            bob.page().evaluate("""
                    first => new Promise((resolve, reject) => {
                      const look = () => sessionStorage.getItem('gavel.token') !== first && resolve();
                      addEventListener('gavel-session', look);
                      setTimeout(() => reject(new Error('the token was not renewed')), 30_000);
                      look();
                    })""", first);
            bob.sees("#signout", "Sign out");
            bob.click("button.bid");
            bob.sees(".standing", "You are leading.");
            assertThat(bob.complaints()).isEmpty();
        }
    }

    @Test
    void anAnswerToNobodysQuestionSignsNobodyIn() {
        provider.issueFor(Duration.ofHours(1));
        String path = "/auctions/" + list("Cello bow");
        try (Visitor mallory = visitor("en")) {
            List<String> asked = addresses(mallory.page());
            mallory.open("/signin?code=stolen&state=forged");
            refusedAsForeign(mallory, asked);

            // The same in the middle of a sign-in of one's own.
            mallory.open(path);
            mallory.click("#signin");
            mallory.find("input[name=username]").waitFor();
            mallory.open("/signin?code=stolen&state=forged&back=https://elsewhere.example/");
            refusedAsForeign(mallory, asked);
            mallory.shoot("signin-refused");

            // At the provider the visitor says no.
            mallory.click("gavel-signin button");
            mallory.find("input[name=username]").waitFor();
            String state = asked.stream()
                    .filter(it -> it.contains("/authorize?"))
                    .toList()
                    .getLast()
                    .replaceFirst(".*[?&]state=([^&]*).*", "$1");
            mallory.open("/signin?error=access_denied&state=" + state);
            mallory.sees("[role=alert]", "You did not agree, or may not sign in here.");
            signIn(mallory, "gavel-signin button", "carol");
            mallory.page().waitForURL("http://127.0.0.1:" + stage.port() + path);
            mallory.sees(".me", "carol");
            assertThat(mallory.hosts()).doesNotContain("elsewhere.example");
        }
    }

    @Test
    void wordsAndLooksAreThereInKoreanOnAPhone() {
        try (Visitor ann =
                stage.stranger(new NewContextOptions().setLocale("ko").setViewportSize(390, 844))) {
            ann.open("/signin?code=stolen&state=forged");
            ann.sees("[role=alert]", "이 응답은 이 탭에서 시작한 로그인의 것이 아닙니다.");
            ann.shoot("signin-refused-phone-ko");
            ann.open("/");
            ann.sees("#signin", "로그인");
            signIn(ann, "a-rather-long-name-of-somebody@example.org");
            ann.sees("#signout", "로그아웃");
            ann.shoot("hall-signed-in-phone-ko");
            assertThat(ann.page().evaluate("document.documentElement.scrollWidth"))
                    .isEqualTo(390);
        }
    }

    private static void refusedAsForeign(Visitor visitor, List<String> asked) {
        visitor.sees("[role=alert]", "This answer does not belong to a sign-in that this tab has begun.");
        assertThat(visitor.page().url()).isEqualTo("http://127.0.0.1:" + stage.port() + "/signin");
        assertThat(visitor.page().evaluate("sessionStorage.getItem('gavel.token')"))
                .isNull();
        assertThat(asked).noneMatch(it -> it.endsWith("/page/signin/token"));
    }

    private static void signIn(Visitor visitor, String name) {
        signIn(visitor, "#signin", name);
    }

    private static void signIn(Visitor visitor, String button, String name) {
        visitor.click(button);
        visitor.fill("input[name=username]", name);
        visitor.click("input[type=submit]");
        visitor.find(".me").waitFor();
    }

    private static Visitor visitor(String language) {
        Visitor visitor = stage.stranger(new NewContextOptions().setLocale(language));
        // The provider's own page wants a font from elsewhere.
        visitor.page()
                .route(
                        "**://fonts.googleapis.com/**",
                        route -> route.fulfill(new Route.FulfillOptions().setContentType("text/css")));
        return visitor;
    }

    private static List<String> addresses(Page page) {
        List<String> addresses = new ArrayList<>();
        page.onRequest(request -> addresses.add(request.url()));
        return addresses;
    }

    private static String list(String title) {
        return stage.api()
                .list(
                        provider.token("sue", Role.SELLER),
                        title,
                        Instant.now().plus(OPEN).truncatedTo(ChronoUnit.MILLIS),
                        "");
    }

    /** Of the newest bid; empty without one. */
    private static String bidder(String path) {
        return stage.api()
                .get("/v1" + path + "/bids")
                .body()
                .path("bids")
                .path(0)
                .path("bidder")
                .asString("");
    }
}
