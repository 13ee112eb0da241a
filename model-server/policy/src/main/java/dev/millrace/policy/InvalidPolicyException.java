package dev.millrace.policy;

import java.nio.file.Path;

/** A policy directory that cannot be used: which file, and what is wrong with it, in one line. */
public final class InvalidPolicyException extends IllegalArgumentException {
  public InvalidPolicyException(Path file, String problem) {
    super(file + ": " + problem);
  }

  public InvalidPolicyException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
