package dev.gavel.server.page;

/** A rush that a visitor starts, in demonstrations. Called on event loops: neither may block. */
public interface RushButton {
    RushStatus status();

    /** Starts one, unless one is under way or none can be started now. */
    void start();
}
