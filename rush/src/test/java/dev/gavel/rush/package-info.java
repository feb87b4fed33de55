@NullMarked
package dev.gavel.rush;

import org.jspecify.annotations.NullMarked;
