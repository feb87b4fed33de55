package dev.gavel.rush.load;

import dev.gavel.auction.Money;
import dev.gavel.rush.history.Told;
import dev.gavel.server.api.socket.ClientMessage;
import dev.gavel.server.api.socket.Form;
import dev.gavel.server.api.socket.FrameWriter;
import dev.gavel.server.api.socket.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import org.jspecify.annotations.Nullable;

/** One WebSocket and what is under way on it. When it was lost it stays lost: whoever bids on it is told so. */
final class SocketWire {
    /** A frame of the server has 64 KiB at most; a message may be split over several. */
    static final int RECEIVED_BYTES_MAX = 1024 * 1024;

    /** A bid is some 190 bytes in JSON, so that this makes 48 KB. */
    private static final int FRAME_BIDS_MAX = 250;

    private final Form form;
    private final SocketLane.Seat seat;
    private final Lane.Answers answers;
    private @Nullable WebSocket socket;
    private @Nullable FrameWriter frame;
    private @Nullable String ended;
    private int unanswered;

    SocketWire(Form form, SocketLane.Seat seat, Lane.Answers answers) {
        this.form = form;
        this.seat = seat;
        this.answers = answers;
    }

    String token() {
        return seat.token();
    }

    void connected(WebSocket connected) {
        socket = connected;
        connected.binaryMessageHandler(this::read);
        connected.textMessageHandler(text -> read(Buffer.buffer(text)));
        connected.exceptionHandler(failure -> end(String.valueOf(failure.getMessage())));
        connected.closeHandler(_ -> end("connection closed, code " + connected.closeStatusCode()));
    }

    /** Whether nothing waits to be flushed. */
    boolean isIdle() {
        return frame == null;
    }

    void add(Offer offer) {
        if (frame == null) {
            frame = form.writer();
        }
        frame.add(new ClientMessage.PlaceBid(
                offer.number(),
                offer.auction(),
                offer.requestId(),
                new Money(offer.amount()),
                PlanConfig.CURRENCY,
                seat.account() == SocketLane.Seat.ANYBODY ? offer.bidder() : null));
        unanswered++;
        if (frame.size() == FRAME_BIDS_MAX) {
            sendFrame(frame);
            frame = form.writer();
        }
    }

    void flush() {
        FrameWriter last = frame;
        frame = null;
        if (last != null && last.size() > 0) {
            sendFrame(last);
        }
    }

    Future<?> close() {
        if (socket == null || ended != null) {
            return Future.succeededFuture();
        }
        ended = "the run is over";
        return socket.close();
    }

    private void sendFrame(FrameWriter full) {
        if (socket == null || ended != null) {
            lose();
        } else {
            full.sendOn(socket).onFailure(failure -> end(String.valueOf(failure.getMessage())));
        }
    }

    private void read(Buffer received) {
        form.readServer(received, this::take);
    }

    private void take(ServerMessage message) {
        switch (message) {
            case ServerMessage.Decided it -> {
                unanswered--;
                answers.told(
                        (int) it.ref(),
                        new Told.Decided(
                                it.sequence(),
                                Told.word(it.outcome()),
                                Told.price(it.price()),
                                it.receivedAt().toEpochMilli(),
                                it.decidedAt().toEpochMilli(),
                                it.closesAt().toEpochMilli()));
            }
            case ServerMessage.Problem problem -> problem(problem);
            case ServerMessage.Authenticated _, ServerMessage.Updated _ -> {
                // Nothing about a bid.
            }
        }
    }

    private void problem(ServerMessage.Problem problem) {
        if (problem.ref() == ServerMessage.Problem.NO_REF) {
            end(problem.problem() + ": " + problem.detail());
        } else {
            unanswered--;
            answers.told((int) problem.ref(), new Told.Undecided(0, problem.problem()));
        }
    }

    private void end(String why) {
        if (ended == null) {
            ended = why;
            answers.ended(why);
        }
        lose();
    }

    private void lose() {
        answers.lost(unanswered);
        unanswered = 0;
    }
}
