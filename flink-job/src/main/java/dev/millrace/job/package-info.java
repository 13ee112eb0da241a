@NullMarked
package dev.millrace.job;

import org.jspecify.annotations.NullMarked;
