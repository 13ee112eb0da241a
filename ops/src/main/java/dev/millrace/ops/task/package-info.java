/** What the policy is asked, and how a solution looks: procedural tasks and prompts from a file. */
@NullMarked
package dev.millrace.ops.task;

import org.jspecify.annotations.NullMarked;
