/** Recorded runs: a groups topic that is there already, trained as a run that ends by itself. */
@NullMarked
package dev.millrace.ops.train;

import org.jspecify.annotations.NullMarked;
