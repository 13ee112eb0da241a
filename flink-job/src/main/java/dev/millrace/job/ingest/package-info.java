/** From Kafka to {@code ReceivedGroup}: sources, decoding, dead letters, duplicates. */
@NullMarked
package dev.millrace.job.ingest;

import org.jspecify.annotations.NullMarked;
