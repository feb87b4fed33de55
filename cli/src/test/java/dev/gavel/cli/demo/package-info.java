@NullMarked
package dev.gavel.cli.demo;

import org.jspecify.annotations.NullMarked;
