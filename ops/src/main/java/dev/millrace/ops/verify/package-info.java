/** Recorded steps trained again, and compared with what the ledger has. */
@NullMarked
package dev.millrace.ops.verify;

import org.jspecify.annotations.NullMarked;
