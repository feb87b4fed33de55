@NullMarked
package dev.gavel.rush.bench;

import org.jspecify.annotations.NullMarked;
