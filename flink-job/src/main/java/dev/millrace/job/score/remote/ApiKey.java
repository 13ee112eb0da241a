package dev.millrace.job.score.remote;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where a secret is found. The secret itself is read for each request, so that it can be renewed,
 * and is part of no option, no record and no message.
 *
 * @param option that said where; named when there is nothing, or when it is not accepted
 * @param source what kind of place
 * @param place name of the variable, or path of the file; empty without a secret
 */
public record ApiKey(String option, Source source, String place) implements Serializable {

  /** The kinds of places. */
  public enum Source {
    /** There is no secret, and no header is sent. */
    NONE,
    /** A variable of the environment of the process that asks. */
    VARIABLE,
    /** A file on the machine that asks; white space around the secret does not count. */
    FILE
  }

  /** No secret. */
  public static ApiKey none(String option) {
    return new ApiKey(option, Source.NONE, "");
  }

  /** The secret, or null when there is none to be sent. */
  @Nullable String read() {
    return read(System::getenv);
  }

  @Nullable String read(UnaryOperator<@Nullable String> environment) {
    if (source == Source.NONE) {
      return null;
    }
    String secret = found(environment).strip();
    // What cannot stand in a header would be quoted in the complaint of the HTTP client.
    if (secret.isEmpty() || !secret.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalStateException(
          this + (secret.isEmpty() ? " is empty" : " is not one word of printable ASCII"));
    }
    return secret;
  }

  private String found(UnaryOperator<@Nullable String> environment) {
    if (source == Source.VARIABLE) {
      String value = environment.apply(place);
      if (value == null) {
        throw new IllegalStateException(this + " is not set where the job runs");
      }
      return value;
    }
    try {
      return Files.readString(Path.of(place));
    } catch (IOException | RuntimeException e) {
      // The message of a decoding error could quote the file.
      throw new IllegalStateException(this + " cannot be read: " + e.getClass().getSimpleName());
    }
  }

  /** Where the secret is, and which option says so. */
  @Override
  public String toString() {
    return switch (source) {
      case NONE -> "no key (" + option + ")";
      case VARIABLE -> "the variable " + place + " (" + option + ")";
      case FILE -> "the file " + place + " (" + option + ")";
    };
  }
}
