/**
 * Records on their way to the broker, kept on disk until it has them. What is accepted here
 * outlives an outage of the broker and the end of the process; nobody who serves waits for either.
 */
@NullMarked
package dev.millrace.server.spool;

import org.jspecify.annotations.NullMarked;
