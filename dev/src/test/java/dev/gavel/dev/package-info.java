@NullMarked
package dev.gavel.dev;

import org.jspecify.annotations.NullMarked;
