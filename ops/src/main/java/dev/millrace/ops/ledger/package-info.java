/**
 * What a pipeline wrote, read back: its topics to their end, the steps that survived, the audit.
 */
@NullMarked
package dev.millrace.ops.ledger;

import org.jspecify.annotations.NullMarked;
