@NullMarked
package dev.gavel.server.listing;

import org.jspecify.annotations.NullMarked;
