@NullMarked
package dev.gavel.server.meters;

import org.jspecify.annotations.NullMarked;
