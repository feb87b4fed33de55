package dev.gavel.server.pictures;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;

/** What is taken for a picture, found by its first bytes. SVG is not: it is a document that can run scripts. */
public enum PictureType {
    JPEG("image/jpeg"),
    PNG("image/png"),
    WEBP("image/webp");

    /** So many bytes say which it is. */
    static final int TOLD_BY = 16;

    private final String mediaType;

    PictureType(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    static Optional<PictureType> of(byte[] first) {
        var text = new String(first, 0, Math.min(first.length, TOLD_BY), ISO_8859_1);
        if (text.startsWith("\u00ff\u00d8\u00ff")) {
            return Optional.of(JPEG);
        } else if (text.startsWith("\u0089PNG\r\n\u001a\n")) {
            return Optional.of(PNG);
        } else if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) {
            return Optional.of(WEBP);
        }
        return Optional.empty();
    }
}
