/**
 * What {@code gavel runbook} finds: the diagnosis of each page of {@code docs/runbooks} on a live system.
 *
 * <p>Owns which figures belong to which page and when they are bad ({@link dev.gavel.cli.runbook.Runbooks}). It reads
 * only, and must not know how the server comes by its figures: it has their names.
 */
@NullMarked
package dev.gavel.cli.runbook;

import org.jspecify.annotations.NullMarked;
