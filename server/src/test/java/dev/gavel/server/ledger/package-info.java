@NullMarked
package dev.gavel.server.ledger;

import org.jspecify.annotations.NullMarked;
