/** A model behind HTTP: the command, its options and its keys. */
@NullMarked
package dev.millrace.ops.serve;

import org.jspecify.annotations.NullMarked;
