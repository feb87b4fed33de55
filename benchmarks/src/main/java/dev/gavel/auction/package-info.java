/** Benchmarks of the rules. */
@NullMarked
package dev.gavel.auction;

import org.jspecify.annotations.NullMarked;
