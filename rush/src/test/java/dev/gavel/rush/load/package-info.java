@NullMarked
package dev.gavel.rush.load;

import org.jspecify.annotations.NullMarked;
