@NullMarked
package dev.millrace.ops.check;

import org.jspecify.annotations.NullMarked;
