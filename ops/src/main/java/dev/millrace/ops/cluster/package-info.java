/** A cluster of real processes on one machine: broker, job manager, task managers, and its jobs. */
@NullMarked
package dev.millrace.ops.cluster;

import org.jspecify.annotations.NullMarked;
