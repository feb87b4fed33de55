@NullMarked
package dev.gavel.server.recovery;

import org.jspecify.annotations.NullMarked;
