package dev.gavel.dev;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** This machine's Prometheus with settings of the caller. No store of ours, but run like one. */
public final class EmbeddedPrometheus extends Store {
    private static final String NAME = "Prometheus";
    private static final String PROGRAM = "prometheus";
    /** Names another one than that of the path. */
    private static final String OWN_EXECUTABLE = "GAVEL_PROMETHEUS";

    private final Home home;
    private final Path executable;
    private final String settings;

    private EmbeddedPrometheus(Home home, Path executable, String settings) {
        super(NAME, home);
        this.home = home;
        this.executable = executable;
        this.settings = settings;
    }

    /** The program of this machine, if it has one. */
    public static Optional<Path> executable() {
        return Programs.find(PROGRAM, OWN_EXECUTABLE);
    }

    /**
     * Starts it.
     *
     * @param directory to which files that the settings name are relative
     * @param settings the text of prometheus.yml
     */
    public static EmbeddedPrometheus start(Path directory, String settings) {
        Path executable = Programs.required(NAME, PROGRAM, OWN_EXECUTABLE, "prometheus");
        return opened(NAME, directory, home -> new EmbeddedPrometheus(home, executable, settings));
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    @Override
    Child.Launch launch() {
        home.write("prometheus.yml", settings);
        var command = List.of(
                executable.toString(),
                "--config.file=prometheus.yml",
                "--storage.tsdb.path=data",
                "--web.listen-address=127.0.0.1:" + port(),
                "--enable-feature=exemplar-storage",
                "--log.level=warn");
        return new Child.Launch(NAME, command, home.directory(), home.log(), Signal.KILL);
    }

    @Override
    boolean isReady(Child candidate) {
        return Probe.isOk(port(), "/-/ready");
    }
}
