package dev.millrace.job.ingest;

import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * A failure that a restart would only repeat. Whatever the restart strategy, it ends the job, and
 * the newest checkpoint stays. Its cause is an exception of the JDK, so that the reason survives
 * the way to a JobManager that does not have the classes of this job.
 */
public final class FinalFailure {
  private FinalFailure() {}

  /** The exception to throw. */
  public static SuppressRestartsException because(String reason) {
    return new SuppressRestartsException(new IllegalStateException(reason));
  }
}
