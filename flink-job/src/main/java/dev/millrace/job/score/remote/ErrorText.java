package dev.millrace.job.score.remote;

import java.net.ConnectException;
import org.jspecify.annotations.Nullable;

/** What a failure looks like in a message: short, on one line, and without the secret. */
final class ErrorText {
  private static final int MOST_CHARACTERS = 200;

  private ErrorText() {}

  /** Of what was thrown. */
  static String of(@Nullable Throwable failure, @Nullable String secret) {
    if (failure instanceof ConnectException) {
      return "cannot be connected to"
          + (failure.getMessage() == null ? "" : detail(failure, secret));
    }
    return failure == null || failure.getMessage() == null
        ? String.valueOf(failure)
        : cleaned(failure.getMessage(), secret);
  }

  private static String detail(Throwable failure, @Nullable String secret) {
    return " (" + cleaned(String.valueOf(failure.getMessage()), secret) + ")";
  }

  /** Of what a server said, with a colon in front; nothing when it said nothing. */
  static String ofBody(String body, @Nullable String secret) {
    String text = cleaned(body, secret);
    return text.isEmpty() ? "" : ": " + text;
  }

  private static String cleaned(String text, @Nullable String secret) {
    String safe = secret == null ? text : text.replace(secret, "[key]");
    String line = safe.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "…";
  }
}
