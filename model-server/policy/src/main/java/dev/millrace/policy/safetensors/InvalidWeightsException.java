package dev.millrace.policy.safetensors;

import java.nio.file.Path;

/** A weights file that is refused: which file, which tensor, and why, in one line. */
public final class InvalidWeightsException extends IllegalArgumentException {
  public InvalidWeightsException(Path file, String problem) {
    super(file + ": " + problem);
  }

  public InvalidWeightsException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
