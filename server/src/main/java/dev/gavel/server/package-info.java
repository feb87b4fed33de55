/**
 * One process: its configuration and its wiring, from top to bottom in {@link dev.gavel.server.Server}.
 *
 * <p>Features are packages below, which meet through the bid log. What joins two of them stands here.
 */
@NullMarked
package dev.gavel.server;

import org.jspecify.annotations.NullMarked;
