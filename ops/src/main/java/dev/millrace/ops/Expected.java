package dev.millrace.ops;

import java.util.Optional;
import java.util.Set;

/** The failures that a person can repair, told apart from the ones that only a developer can. */
final class Expected {
  /** Types of other modules whose message is made for people: it names the file and the reason. */
  private static final Set<String> SPOKEN =
      Set.of(
          "dev.millrace.policy.InvalidPolicyException",
          "dev.millrace.policy.InvalidWeightsException");

  private Expected() {}

  /** The message of the first such failure in a chain of causes. */
  static Optional<String> messageOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserError || SPOKEN.contains(cause.getClass().getName())) {
        return Optional.ofNullable(cause.getMessage());
      }
    }
    return Optional.empty();
  }
}
