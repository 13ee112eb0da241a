/** How the records travel: one codec a record. Nothing outside this package knows Avro. */
@NullMarked
package dev.millrace.schemas.avro;

import org.jspecify.annotations.NullMarked;
