/**
 * Real stores as child processes of this one: a redis-server and a PostgreSQL, for development, the demo and tests.
 *
 * <p>Owns the executables, the stores' settings, their ports, their data directories and their deaths: no store
 * outlives the process that started it. It must not know what is kept in them: no key, no table, no word of the venue.
 */
@NullMarked
package dev.gavel.dev;

import org.jspecify.annotations.NullMarked;
