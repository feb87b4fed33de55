package dev.gavel.server.api.socket;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One of the two forms in which messages go over a WebSocket. Without state. */
public sealed interface Form permits JsonForm, BinaryForm {
    int MESSAGES_MAX = 1_024;
    Form JSON = new JsonForm();
    Form BINARY = new BinaryForm();

    /** By which a client asks for this form. */
    String subprotocol();

    /**
     * Reads what a client sent, as the server does.
     *
     * @param each is given every message up to the first that cannot be understood
     * @throws MalformedFrameException if there is one
     */
    void readClient(Buffer frame, Consumer<ClientMessage> each);

    /** Reads what the server sent, as a client does. */
    void readServer(Buffer frame, Consumer<ServerMessage> each);

    /** An empty frame, to be filled by either side. */
    FrameWriter writer();

    /** All forms, the one that is used where none is asked for first. */
    static List<Form> all() {
        return List.of(JSON, BINARY);
    }

    /** Empty where the subprotocol is none of ours. */
    static Optional<Form> of(@Nullable String subprotocol) {
        if (subprotocol == null) {
            return Optional.of(JSON);
        }
        return all().stream()
                .filter(form -> form.subprotocol().equals(subprotocol))
                .findFirst();
    }
}
