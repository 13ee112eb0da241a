/** Where the records travel: topic names, their settings, and the shard of a prompt. */
@NullMarked
package dev.millrace.schemas.topics;

import org.jspecify.annotations.NullMarked;
