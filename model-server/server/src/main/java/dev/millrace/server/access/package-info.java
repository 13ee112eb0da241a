/** Who may ask for what, and how often. */
@NullMarked
package dev.millrace.server.access;

import org.jspecify.annotations.NullMarked;
