@NullMarked
package dev.gavel.server.tracing;

import org.jspecify.annotations.NullMarked;
