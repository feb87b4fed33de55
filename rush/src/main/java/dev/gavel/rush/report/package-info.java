/**
 * What a rush was like, for people (one page of HTML with its pictures inside) and for programs (JSON).
 *
 * <p>Pure but for the writing of files. Knows histories, not how they came about.
 */
@NullMarked
package dev.gavel.rush.report;

import org.jspecify.annotations.NullMarked;
