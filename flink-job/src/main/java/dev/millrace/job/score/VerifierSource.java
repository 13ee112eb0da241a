package dev.millrace.job.score;

import dev.millrace.job.score.remote.RemoteListener;
import java.io.Serializable;
import java.util.Map;

/** Where a subtask has its verifiers from. */
public interface VerifierSource extends Serializable {
  /**
   * New verifiers by name, always of the same names.
   *
   * @param loader of the job's classes
   * @param listener told what remote ones do
   */
  Map<String, Verifier> load(ClassLoader loader, RemoteListener listener);
}
