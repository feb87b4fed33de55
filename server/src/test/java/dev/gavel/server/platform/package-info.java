@NullMarked
package dev.gavel.server.platform;

import org.jspecify.annotations.NullMarked;
