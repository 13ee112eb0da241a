/** Leave to sample: prompts that wait, and how far ahead of the learner their groups may run. */
@NullMarked
package dev.millrace.server.admission;

import org.jspecify.annotations.NullMarked;
