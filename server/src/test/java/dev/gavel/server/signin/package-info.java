@NullMarked
package dev.gavel.server.signin;

import org.jspecify.annotations.NullMarked;
