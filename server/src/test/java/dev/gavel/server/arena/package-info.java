@NullMarked
package dev.gavel.server.arena;

import org.jspecify.annotations.NullMarked;
