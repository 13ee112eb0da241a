/** How a pipeline is doing, on one screen, also when half of it is down. */
@NullMarked
package dev.millrace.ops.status;

import org.jspecify.annotations.NullMarked;
