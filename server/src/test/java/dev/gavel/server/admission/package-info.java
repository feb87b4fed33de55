@NullMarked
package dev.gavel.server.admission;

import org.jspecify.annotations.NullMarked;
