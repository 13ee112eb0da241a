/** What turns requests into tokens, one decode step for all at a time. */
@NullMarked
package dev.millrace.server.engine;

import org.jspecify.annotations.NullMarked;
