@NullMarked
package dev.gavel.rush.targets;

import org.jspecify.annotations.NullMarked;
