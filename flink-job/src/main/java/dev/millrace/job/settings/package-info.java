/** Options of the job: key, type, range, default, and how a text becomes a value. */
@NullMarked
package dev.millrace.job.settings;

import org.jspecify.annotations.NullMarked;
