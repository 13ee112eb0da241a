@NullMarked
package dev.millrace.ops.local;

import org.jspecify.annotations.NullMarked;
