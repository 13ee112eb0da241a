/** The proof by killing: one recorded topic is trained with and without failures, and compared. */
@NullMarked
package dev.millrace.ops.soak;

import org.jspecify.annotations.NullMarked;
