@NullMarked
package dev.gavel.rush.rival;

import org.jspecify.annotations.NullMarked;
