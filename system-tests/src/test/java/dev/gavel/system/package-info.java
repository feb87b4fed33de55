@NullMarked
package dev.gavel.system;

import org.jspecify.annotations.NullMarked;
