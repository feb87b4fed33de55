@NullMarked
package dev.gavel.server.settlement;

import org.jspecify.annotations.NullMarked;
