/** What the loop costs on this machine, as ratios that are measured in one run. */
@NullMarked
package dev.millrace.ops.bench;

import org.jspecify.annotations.NullMarked;
