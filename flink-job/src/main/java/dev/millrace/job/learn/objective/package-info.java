/** The decoupled objective as functions over arrays: ratios, trust region, reduction, figures. */
@NullMarked
package dev.millrace.job.learn.objective;

import org.jspecify.annotations.NullMarked;
