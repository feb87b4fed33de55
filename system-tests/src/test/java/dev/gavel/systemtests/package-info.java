/** Runs the built program as child processes on real stores, and looks at it from outside. */
@NullMarked
package dev.gavel.systemtests;

import org.jspecify.annotations.NullMarked;
