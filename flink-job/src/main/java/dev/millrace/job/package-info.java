/** The training job and its settings. */
@NullMarked
package dev.millrace.job;

import org.jspecify.annotations.NullMarked;
