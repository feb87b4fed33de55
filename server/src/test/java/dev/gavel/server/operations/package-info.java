@NullMarked
package dev.gavel.server.operations;

import org.jspecify.annotations.NullMarked;
