/** The starting policy: supervised training on solutions, cached on disk. */
@NullMarked
package dev.millrace.ops.warmstart;

import org.jspecify.annotations.NullMarked;
