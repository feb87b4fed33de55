@NullMarked
package dev.gavel.server.pictures;

import org.jspecify.annotations.NullMarked;
