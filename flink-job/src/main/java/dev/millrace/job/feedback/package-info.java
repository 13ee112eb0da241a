/** From pending groups and what was said of their responses to groups of the groups topic. */
@NullMarked
package dev.millrace.job.feedback;

import org.jspecify.annotations.NullMarked;
