@NullMarked
package dev.gavel.cli.runbook;

import org.jspecify.annotations.NullMarked;
