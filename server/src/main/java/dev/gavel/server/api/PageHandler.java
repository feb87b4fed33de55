package dev.gavel.server.api;

import static dev.gavel.server.api.Access.EVERYBODY;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gavel.server.page.PageDocument;
import dev.gavel.server.page.PageFiles;
import dev.gavel.server.page.Person;
import dev.gavel.server.page.RushButton;
import dev.gavel.server.signin.SignIn;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The page for people: some documents, and the files that they load. All of it is in memory, packed once. */
final class PageHandler {
    private static final String HTML = "text/html; charset=utf-8";
    /** A file whose address names this very version never changes. */
    private static final String FOR_GOOD = "public, max-age=31536000, immutable";

    private static final String ASK_EACH_TIME = "no-cache";

    /** Other characters have no place in a host, and would have one in a header. */
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.\\-\\[\\]:]{1,255}");
    /** A page elsewhere that has its name resolve to this machine is not given tokens. */
    private static final Pattern THIS_MACHINE = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?");

    private static final Map<String, String> TYPES = Map.of(
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml");

    private final List<Route> routes = new ArrayList<>();
    private final Map<String, Packed> files = new HashMap<>();
    private final String version;

    private PageHandler(String version) {
        this.version = version;
    }

    static PageHandler none() {
        return new PageHandler("");
    }

    /** Where there are people whom a visitor may be, nobody signs in. */
    static PageHandler of(PageFiles files, Services services, Blocking providers) {
        List<Person> people = services.people();
        SignIn signIn = people.isEmpty() ? services.signIn() : null;
        String visitors =
                !people.isEmpty() ? "people=\"/page/people\"" : signIn != null ? "signin=\"/page/signin\"" : "";
        var handler = new PageHandler(files.version());
        files.all().forEach((name, bytes) -> {
            String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
            if (type != null) {
                handler.files.put(name, Packed.of(type, bytes));
            }
        });
        RushButton rush = services.rush();
        if (rush != null) {
            visitors += " rush=\"/page/rush\"";
        }
        Packed hall = document(files, "hall", visitors);
        Packed room = document(files, "room", visitors);
        // What the desk says without sending a picture first.
        int pictureBytesMax = services.pictures().config().bytesMax();
        Packed desk = document(files, "desk", visitors, "picture-bytes=\"" + pictureBytesMax + '"');
        Packed console = document(files, "console", visitors);
        handler.routes.add(Route.get("/", EVERYBODY, call -> show(call, hall)));
        handler.routes.add(Route.get("/auctions/{id}", EVERYBODY, call -> {
            call.auction();
            show(call, room);
        }));
        handler.routes.add(Route.get("/desk", EVERYBODY, call -> show(call, desk)));
        handler.routes.add(Route.get("/console", EVERYBODY, call -> show(call, console)));
        if (!people.isEmpty()) {
            var all = List.copyOf(people);
            handler.routes.add(Route.get("/page/people", EVERYBODY, call -> introduce(call, all)));
        }
        if (rush != null) {
            Packed document = document(files, "rush", visitors);
            handler.routes.add(Route.get("/rush", EVERYBODY, call -> show(call, document)));
            handler.routes.addAll(new RushHandler(rush).routes());
        }
        if (signIn != null) {
            handler.signIn(new SignInHandler(signIn), document(files, "signin", ""), providers);
        }
        handler.routes.add(Route.get("/page/{version}/{file}", EVERYBODY, handler::file));
        return handler;
    }

    /** Those of the page; none of them is the API's. */
    List<Route> routes() {
        return routes;
    }

    private void signIn(SignInHandler signIn, Packed document, Blocking providers) {
        routes.add(Route.get("/signin", EVERYBODY, call -> show(call, document)));
        routes.add(Route.get("/page/signin", EVERYBODY, providers.endpoint(signIn::way)));
        routes.add(Route.post("/page/signin/token", EVERYBODY, providers.endpoint(signIn::token)));
    }

    private static Packed document(PageFiles files, String name, String visitors) {
        return document(files, name, visitors, "");
    }

    private static Packed document(PageFiles files, String name, String visitors, String attributes) {
        return Packed.of(
                HTML, PageDocument.of(files, name, visitors, attributes).getBytes(UTF_8));
    }

    private static void show(Call call, Packed document) {
        document.reply(
                call,
                ASK_EACH_TIME,
                // An address may hold a code, which must not go on with what the document loads.
                Map.of("Content-Security-Policy", policy(call.request()), "Referrer-Policy", "no-referrer"));
    }

    /** Of another version, such as a newer node's during an update, this node's own file is better than none. */
    private void file(Call call) {
        Packed file = files.get(String.valueOf(call.pathPart("file")));
        if (file == null) {
            throw new ProblemException(ProblemType.NOT_FOUND, "the page has no such file");
        }
        boolean known = version.equals(call.pathPart("version"));
        file.reply(call, known ? FOR_GOOD : ASK_EACH_TIME, Map.of());
    }

    /** By the name of the server that the visitor's browser was told. */
    static void requireThisMachine(Call call, String why) {
        String host = call.header("host");
        if (host == null || !THIS_MACHINE.matcher(host).matches()) {
            throw new ProblemException(ProblemType.FORBIDDEN, why);
        }
    }

    private static void introduce(Call call, List<Person> people) {
        requireThisMachine(call, "people to choose from are for visitors of this machine");
        call.reply(Reply.ok(Map.of("people", people)));
    }

    /**
     * Nothing but what this server serves, no script or style within the document, no frame around it; texts become
     * markup in lit-html only.
     */
    private static String policy(HttpServerRequest request) {
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
                + sockets(request.getHeader("host"))
                + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                + "; require-trusted-types-for 'script'; trusted-types lit-html";
    }

    /** Older browsers do not take the WebSockets of the same host for {@code 'self'}. */
    private static String sockets(@Nullable String host) {
        return host == null || !HOST.matcher(host).matches() ? "" : " ws://" + host + " wss://" + host;
    }
}
