@NullMarked
package dev.gavel.server.page;

import org.jspecify.annotations.NullMarked;
