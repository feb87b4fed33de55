package dev.gavel.cli;

import dev.gavel.dev.DevStores;
import dev.gavel.server.Server;
import dev.gavel.server.ServerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "dev",
        description = {
            "Runs a server with real stores of its own, and prints what is needed to talk to it.",
            "",
            "A redis-server and a PostgreSQL are started as child processes; nothing has to be installed. Their data survive a"
                    + " restart. Ctrl-C ends all of it."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  gavel dev",
            "  gavel dev --port 9000 --data /tmp/another",
            "  gavel inspect ID --dev    in another terminal, while it runs or after",
            "  rm -r .gavel/dev          begins anew"
        })
final class DevCommand implements Callable<Integer> {
    private static final int PORT_USUAL = 8080;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "The port of the API (default: " + PORT_USUAL + ", or a free one where that is taken).")
    private @Nullable Integer port;

    @Mixin
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private DevDirectory directory;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before call.
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        DevHome home = directory.home();
        try (Running running = Running.begin()) {
            out.println("Starting Redis, PostgreSQL and a server ...");
            out.flush();
            DevStores stores = running.add(home.openStores());
            ServerConfig settings = home.settings(stores, port == null ? usualOrFree() : port);
            Server server = running.add(home.start(settings));
            print(out, home, stores, "http://127.0.0.1:" + server.port());
            running.untilSignal();
            return ExitCode.DONE;
        }
    }

    private static void print(PrintWriter out, DevHome home, DevStores stores, String url) {
        Walkthrough walkthrough = new Walkthrough(url, People.of(home.tokens()));
        out.println();
        out.println("  Page        " + url + "/   (the auctions; choose there who you are)");
        out.println("  API         " + url + "   (/openapi.yaml, /health/ready, /metrics)");
        out.println("  Redis       " + stores.redisUri());
        out.println("  PostgreSQL  127.0.0.1:" + stores.postgres().port() + ", databases gavel0 to gavel"
                + (DevStores.LEDGER_SHARDS - 1) + ", user " + stores.postgres().user());
        out.println("  Settings    " + home.settingsFile() + "   (with the password)");
        out.println("  Data        " + home.directory() + "   (kept)");
        out.println();
        walkthrough.print(out);
        out.println("Ctrl-C ends it.");
        out.flush();
    }

    private static int usualOrFree() {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT_USUAL));
            return PORT_USUAL;
        } catch (IOException e) {
            // Somebody else has it.
            return 0;
        }
    }
}
