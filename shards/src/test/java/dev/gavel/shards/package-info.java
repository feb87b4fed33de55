@NullMarked
package dev.gavel.shards;

import org.jspecify.annotations.NullMarked;
