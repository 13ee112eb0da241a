/** What an option of the command line accepts, and what is said when it does not. */
@NullMarked
package dev.millrace.ops.option;

import org.jspecify.annotations.NullMarked;
