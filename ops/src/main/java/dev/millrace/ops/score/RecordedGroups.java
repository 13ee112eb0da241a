package dev.millrace.ops.score;

import dev.millrace.ops.UserError;
import dev.millrace.ops.task.JsonlPrompt;
import dev.millrace.ops.task.RecordedResponse;
import dev.millrace.schemas.Prompt;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file of recorded answers, one group or one answer a line: the fields of a prompt file ({@link
 * JsonlPrompt}) and {@code "responses"}, an array of texts or of objects with a text.
 *
 * @param file of the groups
 * @param format how they lie there
 * @param fields names that fields have in the file, by their own names; others are as above
 * @param verifier of the lines that name none; null when each has to
 */
public record RecordedGroups(
    Path file, AnswersFormat format, Map<String, String> fields, @Nullable String verifier) {
  private static final Set<String> NAMES =
      Set.of("prompt", "responses", "reference", "verifier", "id", "params");

  public RecordedGroups {
    fields = Map.copyOf(fields);
    for (String name : fields.keySet()) {
      if (!NAMES.contains(name)) {
        throw new UserError("--field " + name + ": is unknown; known are " + new TreeSet<>(NAMES));
      }
    }
  }

  /** Takes a group and where it stands, as {@code file:line}. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes a group.
     *
     * @throws UserError that names the place, when the group cannot be used
     */
    void accept(String where, RecordedGroup group);
  }

  /**
   * Reads every group, in the order of the file.
   *
   * @param known verifiers
   * @throws UserError that names file, line and what is wrong
   */
  public void forEach(Set<String> known, Sink sink) {
    forEach(
        known,
        sink,
        bad -> {
          throw bad;
        });
  }

  /**
   * Reads every group, in the order of the file, past lines that cannot be used.
   *
   * @param known verifiers
   * @param bad takes what is wrong with a line, its own faults and those that the sink found
   * @throws UserError when the file cannot be read
   */
  public void forEach(Set<String> known, Sink sink, Consumer<UserError> bad) {
    Neighbours neighbours = new Neighbours(guarded(sink, bad));
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      int number = 0;
      String line;
      while ((line = reader.readLine()) != null) {
        number++;
        if (!line.isBlank()) {
          take(line, number, known, sink, neighbours, bad);
        }
      }
      neighbours.flush();
      if (number == 0) {
        throw new UserError(file + ": is empty");
      }
    } catch (IOException e) {
      throw new UserError(file + ": cannot be read as UTF-8 lines: " + e, e);
    }
  }

  private void take(
      String line,
      int number,
      Set<String> known,
      Sink sink,
      Neighbours neighbours,
      Consumer<UserError> bad) {
    RecordedGroup group;
    try {
      group = group(line, number, known);
    } catch (UserError e) {
      bad.accept(e);
      return;
    }
    String where = file + ":" + number;
    if (format == AnswersFormat.JSONL) {
      guarded(sink, bad).accept(where, group);
    } else {
      neighbours.accept(where, group, !group.prompt().promptId().equals(dataset() + ":" + number));
    }
  }

  /** A sink that says what it cannot use instead of throwing it. */
  private static Sink guarded(Sink sink, Consumer<UserError> bad) {
    return (where, group) -> {
      try {
        sink.accept(where, group);
      } catch (UserError e) {
        bad.accept(e);
      }
    };
  }

  private RecordedGroup group(String line, int number, Set<String> known) {
    String where = file + ":" + number;
    try {
      List<RecordedResponse> responses = new ArrayList<>();
      Prompt prompt =
          JsonlPrompt.parse(line, where, dataset(), number, fields, verifier, responses);
      for (String part : prompt.verifierParts()) {
        if (!known.contains(part)) {
          throw new UserError(
              where + ": verifier '" + part + "' is unknown; known are " + new TreeSet<>(known));
        }
      }
      return new RecordedGroup(prompt, responses);
    } catch (IllegalArgumentException e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    }
  }

  private String dataset() {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
