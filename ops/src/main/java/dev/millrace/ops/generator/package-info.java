/** A generator as a process of its own. */
@NullMarked
package dev.millrace.ops.generator;

import org.jspecify.annotations.NullMarked;
