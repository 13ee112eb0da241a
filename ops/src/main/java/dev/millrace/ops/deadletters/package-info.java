/** Dead letters: what they are, what is in them, and the way back to the topic they came from. */
@NullMarked
package dev.millrace.ops.deadletters;

import org.jspecify.annotations.NullMarked;
