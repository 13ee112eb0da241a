/** Verifiers over responses that somebody has recorded, without training. */
@NullMarked
package dev.millrace.ops.score;

import org.jspecify.annotations.NullMarked;
