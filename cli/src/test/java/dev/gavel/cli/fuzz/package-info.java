@NullMarked
package dev.gavel.cli.fuzz;

import org.jspecify.annotations.NullMarked;
