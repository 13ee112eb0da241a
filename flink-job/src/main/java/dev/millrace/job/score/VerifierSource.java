package dev.millrace.job.score;

import java.io.Serializable;
import java.util.Map;

/** Where a subtask has its verifiers from. */
public interface VerifierSource extends Serializable {
  /**
   * New verifiers by name, always of the same names.
   *
   * @param loader of the job's classes
   */
  Map<String, Verifier> load(ClassLoader loader);
}
