package dev.gavel.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Whether what was started over there answers. */
final class Probe {
    private static final int ANSWER_MS_MAX = 1_000;

    private Probe() {}

    /** Whether a GET of this path is answered 200. */
    static boolean isOk(int port, String path) {
        try {
            var url = URI.create("http://127.0.0.1:" + port + path).toURL();
            if (!(url.openConnection() instanceof HttpURLConnection connection)) {
                return false;
            }
            connection.setConnectTimeout(ANSWER_MS_MAX);
            connection.setReadTimeout(ANSWER_MS_MAX);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } catch (IOException e) {
                // Not yet.
                return false;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("asking " + path, e);
        }
    }
}
