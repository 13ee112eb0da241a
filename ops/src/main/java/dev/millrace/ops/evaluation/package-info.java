/** Accuracy of published versions on prompts that are never trained on. */
@NullMarked
package dev.millrace.ops.evaluation;

import org.jspecify.annotations.NullMarked;
