@NullMarked
package dev.gavel.cli.replay;

import org.jspecify.annotations.NullMarked;
