package dev.gavel.cli.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.cli.CommandException;
import dev.gavel.cli.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RunbookCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void withoutANameItListsThePages() {
        assertThat(run()).isEqualTo(ExitCode.DONE);
        assertThat(out.toString().lines().map(line -> line.replaceFirst(" .*", "")))
                .containsExactlyElementsOf(Runbooks.names());
    }

    /** Port 1 is nobody's: a node that is gone is what there is to look at, and not a failure of the command. */
    @Test
    void aNodeThatDoesNotAnswerIsAFindingAndNoFailure() {
        assertThat(run("queue-old", "--server", "http://127.0.0.1:1/", "--seconds", "1"))
                .isEqualTo(ExitCode.DIFFERENT);
        assertThat(out.toString())
                .contains(
                        "look here    http://127.0.0.1:1 does not answer: ",
                        "cannot tell  oldest bid without an answer: nothing was measured (gavel_queue_age_seconds)",
                        "1 to look at. See docs/runbooks/queue-old.md.");
    }

    @Test
    void whatCannotBeAskedIsSaidInOneLine() {
        for (String url : new String[] {"somewhere", "ftp://127.0.0.1/", "http://", "http://a b/"}) {
            assertThat(run("queue-old", "--server", url)).as(url).isEqualTo(ExitCode.FAILED);
        }
        assertThat(run("queue-old", "--prometheus", "http://127.0.0.1:1")).isEqualTo(ExitCode.FAILED);
        assertThat(run("queue-young")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString().lines())
                .hasSize(6)
                .noneMatch(line -> line.contains("null"))
                .last()
                .asString()
                .contains("no runbook is named queue-young");
    }

    /** A Redis alone promises no replica: that it has none is nothing to look at. */
    @Test
    void aRedisWithoutReplicasIsNothingToLookAtUnlessItHadSome() {
        Source alone = measure -> measure instanceof Measure.Lowest lowest
                ? lowest.over(new Scrapes(List.of(), Sample.parse("gavel_redis_replicas{server=\"r:1\"} 0", "n"), 1))
                : List.of();
        assertThat(Figures.REPLICAS.run(alone)).containsExactly(Finding.ok("replicas, server r:1: 0"));
        assertThat(Figures.REPLICAS_LOST.run(alone)).noneMatch(Finding::isBad);
        Source lost = _ -> List.of(new Reading(Map.of(), 1));
        assertThat(Figures.REPLICAS_LOST.run(lost)).allMatch(Finding::isBad);
        assertThat(Figures.REPLICAS_LOST.measure().query())
                .isEqualTo("max_over_time(min_over_time(sum(max by (server) (gavel_redis_replicas))[1m:15s])[1d:1m])"
                        + " - sum(max by (server) (gavel_redis_replicas))");
    }

    private int run(String... arguments) {
        return new CommandLine(new RunbookCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((failure, command, _) -> {
                    command.getErr().println(failure instanceof CommandException ? failure.getMessage() : failure);
                    return ExitCode.FAILED;
                })
                .execute(arguments);
    }
}
