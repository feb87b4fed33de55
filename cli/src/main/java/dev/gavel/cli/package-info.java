/**
 * The gavel command: its subcommands and what they print.
 *
 * <p>Owns arguments, exit codes and the terminal. It must not know how anything is decided, kept or started: it calls
 * the server and the embedded stores.
 */
@NullMarked
package dev.gavel.cli;

import org.jspecify.annotations.NullMarked;
