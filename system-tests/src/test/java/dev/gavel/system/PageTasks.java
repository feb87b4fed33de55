package dev.gavel.system;

import com.microsoft.playwright.Browser;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What kept the pages of a browser from anything else: the tasks of their main threads, as Chromium's own trace tells
 * them. In CPU, since how long a thread waits for a core is the machine's doing and not the page's.
 */
final class PageTasks {
    private static final String CATEGORY = "toplevel";
    private static final String TASK = "ThreadControllerImpl::RunTask";
    private static final String MAIN_THREAD = "CrRendererMain";
    private static final double MICROS = 1_000;

    private final Browser browser;

    private record Place(int process, int thread) {
        static Place of(JsonNode event) {
            return new Place(event.path("pid").asInt(), event.path("tid").asInt());
        }
    }

    private PageTasks(Browser browser) {
        this.browser = browser;
    }

    /** Of all pages of the browser, until {@link #stop}. */
    static PageTasks start(Browser browser) {
        browser.startTracing(null, new Browser.StartTracingOptions().setCategories(List.of(CATEGORY)));
        return new PageTasks(browser);
    }

    /** @return the CPU of each task, in milliseconds */
    List<Double> stop() {
        JsonNode events =
                JsonMapper.builder().build().readTree(browser.stopTracing()).path("traceEvents");
        Set<Place> pages = new HashSet<>();
        for (JsonNode event : events) {
            if (MAIN_THREAD.equals(event.path("args").path("name").asString(""))) {
                pages.add(Place.of(event));
            }
        }
        return events.valueStream()
                .filter(event -> TASK.equals(event.path("name").asString("")) && pages.contains(Place.of(event)))
                .filter(event -> event.has("tdur"))
                .map(event -> event.path("tdur").asDouble() / MICROS)
                .toList();
    }
}
