package dev.millrace.job.ingest;

import java.io.Serializable;

/** The log that the groups are read from, as its broker describes it. */
@FunctionalInterface
public interface GroupsLog extends Serializable {
  /** What there is at present; waits for the broker, not for ever. */
  LogExtent extent();
}
