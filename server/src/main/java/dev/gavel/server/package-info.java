@NullMarked
package dev.gavel.server;

import org.jspecify.annotations.NullMarked;
