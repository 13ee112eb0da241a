package dev.millrace.ops;

import dev.millrace.job.settings.InvalidOptionException;
import dev.millrace.policy.InvalidPolicyException;
import dev.millrace.policy.safetensors.InvalidWeightsException;
import java.util.Optional;

/** The failures that a person can repair, told apart from the ones that only a developer can. */
final class Expected {
  private Expected() {}

  /** The message of the first such failure in a chain of causes. */
  static Optional<String> messageOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserError
          || cause instanceof InvalidPolicyException
          || cause instanceof InvalidWeightsException
          || cause instanceof InvalidOptionException) {
        return Optional.ofNullable(cause.getMessage());
      }
    }
    return Optional.empty();
  }
}
