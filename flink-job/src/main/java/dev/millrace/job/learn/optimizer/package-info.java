/** AdamW and its learning rate. */
@NullMarked
package dev.millrace.job.learn.optimizer;

import org.jspecify.annotations.NullMarked;
