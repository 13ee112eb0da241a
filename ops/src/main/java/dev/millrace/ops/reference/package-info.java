/** The references in docs/ that are written from the code. */
@NullMarked
package dev.millrace.ops.reference;

import org.jspecify.annotations.NullMarked;
