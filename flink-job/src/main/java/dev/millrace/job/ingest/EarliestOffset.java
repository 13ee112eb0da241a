package dev.millrace.job.ingest;

import java.io.Serializable;

/** Where a partition begins at present. */
@FunctionalInterface
public interface EarliestOffset extends Serializable {
  /** The first offset that the partition still has. */
  long of(String topic, int partition);
}
