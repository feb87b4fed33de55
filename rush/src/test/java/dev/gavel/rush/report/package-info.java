@NullMarked
package dev.gavel.rush.report;

import org.jspecify.annotations.NullMarked;
