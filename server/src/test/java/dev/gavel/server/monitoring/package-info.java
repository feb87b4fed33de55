@NullMarked
package dev.gavel.server.monitoring;

import org.jspecify.annotations.NullMarked;
