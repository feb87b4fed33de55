/** Tests of the rules, none of which needs a store. */
@NullMarked
package dev.gavel.auction;

import org.jspecify.annotations.NullMarked;
