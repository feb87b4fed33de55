package dev.gavel.server.ledger;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Rows in the text format of COPY. A field ends where the next begins; a row with {@link #endRow}. */
final class CopyText {
    /**
     * Large enough that a call into the driver costs nothing beside it, small enough to live in a cache and not to be a
     * large object of its own to the garbage collector.
     */
    private static final int PIECE_CHARS = 64 * 1024;

    private final List<byte[]> pieces = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private boolean beginning = true;
    private boolean firstElement = true;

    void number(long value) {
        separate();
        text.append(value);
    }

    void time(Instant at) {
        separate();
        text.append(at);
    }

    void text(CharSequence value) {
        separate();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> text.append(c);
            }
        }
    }

    void absent() {
        separate();
        text.append("\\N");
    }

    void beginArray() {
        separate();
        text.append('{');
        firstElement = true;
    }

    void element(long value) {
        separateElement();
        text.append(value);
    }

    /** @param plain without anything that an array literal would have to quote */
    void element(String plain) {
        separateElement();
        text.append(plain);
    }

    void endArray() {
        text.append('}');
    }

    void endRow() {
        text.append('\n');
        beginning = true;
        if (text.length() >= PIECE_CHARS) {
            endPiece();
        }
    }

    private void endPiece() {
        pieces.add(text.toString().getBytes(StandardCharsets.UTF_8));
        text.setLength(0);
    }

    boolean isEmpty() {
        return text.isEmpty() && pieces.isEmpty();
    }

    private void separate() {
        if (!beginning) {
            text.append('\t');
        }
        beginning = false;
    }

    private void separateElement() {
        if (!firstElement) {
            text.append(',');
        }
        firstElement = false;
    }

    /** @return how many rows were copied */
    long copy(Connection connection, String statement) throws SQLException {
        if (isEmpty()) {
            return 0;
        }
        if (!text.isEmpty()) {
            endPiece();
        }
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(statement);
        try {
            for (byte[] piece : pieces) {
                copy.writeToCopy(piece, 0, piece.length);
            }
            return copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }
}
