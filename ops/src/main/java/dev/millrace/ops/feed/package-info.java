/** Prompts on their topic, a bounded distance ahead of what is sampled. */
@NullMarked
package dev.millrace.ops.feed;

import org.jspecify.annotations.NullMarked;
