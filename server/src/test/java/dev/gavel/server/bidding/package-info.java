@NullMarked
package dev.gavel.server.bidding;

import org.jspecify.annotations.NullMarked;
