package dev.millrace.server.access;

import java.util.Arrays;
import java.util.Locale;

/** What a key is good for. */
public enum Role {
  /** To ask the model. */
  INFER,
  /** To say how good an answer was. */
  FEEDBACK,
  /** To steer the server. */
  ADMIN;

  /** The name in files and on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The role of a name.
   *
   * @throws IllegalArgumentException when there is none, naming those that there are
   */
  public static Role of(String label) {
    return Arrays.stream(values())
        .filter(role -> role.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "role must be infer, feedback or admin, was '" + label + "'"));
  }
}
