package dev.gavel.server.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * All files of the page, in memory: some 60, of 220 KB together.
 *
 * <p>They are found by a list and not by their folder, so that a name from outside can only be one of the list.
 */
public final class PageFiles {
    private static final String FOLDER = "/dev/gavel/web/";
    private static final String LIST = "files.txt";
    private static final String LIT = "/META-INF/resources/webjars/lit-html/";
    private static final String LIT_VERSION = "/META-INF/maven/org.webjars.npm/lit-html/pom.properties";
    private static final int VERSION_BYTES = 8;

    private final Map<String, byte[]> files;
    private final String version;

    private PageFiles(Map<String, byte[]> files) {
        this.files = files;
        MessageDigest digest = sha256();
        files.forEach((name, bytes) -> {
            digest.update(name.getBytes(UTF_8));
            digest.update(bytes);
        });
        this.version = HexFormat.of().formatHex(digest.digest(), 0, VERSION_BYTES);
    }

    public static PageFiles load() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        text(read(FOLDER + LIST)).lines().forEach(name -> files.put(name, read(FOLDER + name)));
        files.put("lit-html.js", read(LIT + litVersion() + "/lit-html.js"));
        return new PageFiles(Collections.unmodifiableMap(files));
    }

    /** By their names, which have no folders. Nobody changes the bytes. */
    public Map<String, byte[]> all() {
        return files;
    }

    /** Names this very set of files: it is in their addresses, so that browsers may keep them for good. */
    public String version() {
        return version;
    }

    /** @param name of a file that the list has */
    public String text(String name) {
        byte[] bytes = files.get(name);
        if (bytes == null) {
            throw new IllegalArgumentException("the page has no file " + name);
        }
        return text(bytes);
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String litVersion() {
        var properties = new Properties();
        try {
            properties.load(new StringReader(text(read(LIT_VERSION))));
        } catch (IOException e) {
            throw new UncheckedIOException("could not read " + LIT_VERSION, e);
        }
        return properties.getProperty("version", "unknown");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    private static byte[] read(String resource) {
        try (InputStream file = PageFiles.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException(resource + " is missing in the build");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("could not read " + resource, e);
        }
    }
}
