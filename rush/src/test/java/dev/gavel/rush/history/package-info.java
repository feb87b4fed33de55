@NullMarked
package dev.gavel.rush.history;

import org.jspecify.annotations.NullMarked;
