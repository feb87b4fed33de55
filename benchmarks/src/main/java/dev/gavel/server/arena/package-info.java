/** Benchmarks of how turns and the bid log are packed; beside the codec, which is nobody else's. */
@NullMarked
package dev.gavel.server.arena;

import org.jspecify.annotations.NullMarked;
