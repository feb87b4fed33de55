package dev.gavel.server.api;

import static dev.gavel.server.api.Access.EVERYBODY;

import dev.gavel.server.page.RushButton;
import java.util.List;

/** The button of a demonstration: for pages of this machine, since a rush takes all of it. */
final class RushHandler {
    private final RushButton button;

    RushHandler(RushButton button) {
        this.button = button;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/page/rush", EVERYBODY, this::show),
                Route.post("/page/rush", EVERYBODY, this::press).withoutBody());
    }

    private void show(Call call) {
        PageHandler.requireThisMachine(call, "a rush is for visitors of this machine");
        call.reply(Reply.ok(button.status()));
    }

    /** Browsers name the page that asks; a page elsewhere must not press. */
    private void press(Call call) {
        String origin = call.header("origin");
        if (origin != null && !origin.equals("http://" + call.header("host"))) {
            throw new ProblemException(ProblemType.FORBIDDEN, "only this server's own page starts a rush");
        }
        PageHandler.requireThisMachine(call, "a rush is for visitors of this machine");
        button.start();
        call.reply(Reply.ok(button.status()));
    }
}
