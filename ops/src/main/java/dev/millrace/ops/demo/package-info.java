@NullMarked
package dev.millrace.ops.demo;

import org.jspecify.annotations.NullMarked;
