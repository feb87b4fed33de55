/**
 * What every feature of the server stands on: its configuration and how it fails to start.
 *
 * <p>Owns the configuration file. It must not know of any feature beyond its settings.
 */
@NullMarked
package dev.gavel.server.platform;

import org.jspecify.annotations.NullMarked;
