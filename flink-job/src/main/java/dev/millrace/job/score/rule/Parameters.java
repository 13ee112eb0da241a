package dev.millrace.job.score.rule;

import dev.millrace.schemas.Prompt;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The parameters that a prompt gives its verifier, read so that a wrong one is named: prompt,
 * parameter, what it must be and what it was.
 */
public final class Parameters {
  private final Prompt prompt;
  private final Map<String, String> values;

  private Parameters(Prompt prompt) {
    this.prompt = prompt;
    this.values = prompt.verifierParameters();
  }

  /**
   * The parameters of a prompt.
   *
   * @param known names; another one is more likely misspelt than meant to be ignored
   * @throws IllegalArgumentException when there is another one
   */
  public static Parameters of(Prompt prompt, Set<String> known) {
    Parameters parameters = new Parameters(prompt);
    for (String name : prompt.verifierParameters().keySet()) {
      if (!known.contains(name)) {
        throw parameters.refused(name, "is unknown; known are " + new TreeSet<>(known));
      }
    }
    return parameters;
  }

  public Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** One of some words; the first when none is given. */
  public String oneOf(String name, String... words) {
    String value = values.getOrDefault(name, words[0]);
    if (!Arrays.asList(words).contains(value)) {
      throw refused(name, "must be one of " + Arrays.toString(words) + ", was '" + value + "'");
    }
    return value;
  }

  /** A whole number in [least, most]. */
  public int whole(String name, int defaultValue, int least, int most) {
    String value = values.get(name);
    if (value == null) {
      return defaultValue;
    }
    try {
      int number = Integer.parseInt(value.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, as of a number outside of the range.
    }
    throw refused(
        name, "must be a whole number in [" + least + ", " + most + "], was '" + value + "'");
  }

  /** The lines that are not empty, at most 100 of at most 1,000 characters; none when not given. */
  public List<String> lines(String name) {
    List<String> lines =
        values.getOrDefault(name, "").lines().filter(line -> !line.isEmpty()).toList();
    if (has(name) && lines.isEmpty()) {
      throw refused(name, "has no line");
    }
    if (lines.size() > 100 || lines.stream().anyMatch(line -> line.length() > 1_000)) {
      throw refused(name, "must be at most 100 lines of at most 1000 characters");
    }
    return lines;
  }

  public IllegalArgumentException refused(String name, String reason) {
    return new IllegalArgumentException(
        "prompt " + prompt.promptId() + ": parameter " + name + " " + reason);
  }
}
