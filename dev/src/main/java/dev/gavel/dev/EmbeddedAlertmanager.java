package dev.gavel.dev;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** This machine's Alertmanager with settings of the caller. No store of ours, but run like one. */
public final class EmbeddedAlertmanager extends Store {
    private static final String NAME = "Alertmanager";
    /** As Debian calls it; others leave the first half out. */
    private static final List<String> PROGRAMS = List.of("prometheus-alertmanager", "alertmanager");
    /** Names another one than that of the path. */
    private static final String OWN_EXECUTABLE = "GAVEL_ALERTMANAGER";

    private final Home home;
    private final Path executable;
    private final String settings;

    private EmbeddedAlertmanager(Home home, Path executable, String settings) {
        super(NAME, home);
        this.home = home;
        this.executable = executable;
        this.settings = settings;
    }

    /** The program of this machine, if it has one. */
    public static Optional<Path> executable() {
        return PROGRAMS.stream()
                .flatMap(program -> Programs.find(program, OWN_EXECUTABLE).stream())
                .findFirst();
    }

    /**
     * Starts it, alone.
     *
     * @param directory to which templates that the settings name are relative
     * @param settings the text of alertmanager.yml
     */
    public static EmbeddedAlertmanager start(Path directory, String settings) {
        Path executable = executable()
                .orElseThrow(() -> new StoreException(
                        NAME,
                        "it is not installed; install the package prometheus-alertmanager, or name it by "
                                + OWN_EXECUTABLE));
        return opened(NAME, directory, home -> new EmbeddedAlertmanager(home, executable, settings));
    }

    /** Host and port. */
    public String address() {
        return "127.0.0.1:" + port();
    }

    @Override
    Child.Launch launch() {
        home.write("alertmanager.yml", settings);
        var command = List.of(
                executable.toString(),
                "--config.file=alertmanager.yml",
                "--storage.path=data",
                "--web.listen-address=" + address(),
                // Without it the machine's own name is asked for, which some machines do not know.
                "--web.external-url=http://" + address(),
                "--cluster.listen-address=",
                "--log.level=warn");
        return new Child.Launch(NAME, command, home.directory(), home.log(), Signal.KILL);
    }

    @Override
    boolean isReady(Child candidate) {
        return Probe.isOk(port(), "/-/ready");
    }
}
