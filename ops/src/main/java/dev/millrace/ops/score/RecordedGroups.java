package dev.millrace.ops.score;

import dev.millrace.ops.UserError;
import dev.millrace.ops.task.JsonlPrompt;
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
 * A file of recorded answers, one group a line: the fields of a prompt file ({@link JsonlPrompt})
 * and {@code "responses"}, an array of texts.
 *
 * @param file of the groups
 * @param fields names that fields have in the file, by their own names; others are as above
 * @param verifier of the lines that name none; null when each has to
 */
public record RecordedGroups(Path file, Map<String, String> fields, @Nullable String verifier) {
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

  /**
   * Reads every group, in the order of the file.
   *
   * @param known verifiers
   * @throws UserError that names file, line and what is wrong
   */
  public void forEach(Set<String> known, Consumer<RecordedGroup> sink) {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      int number = 0;
      String line;
      while ((line = reader.readLine()) != null) {
        number++;
        if (!line.isBlank()) {
          sink.accept(group(line, number, known));
        }
      }
      if (number == 0) {
        throw new UserError(file + ": is empty");
      }
    } catch (IOException e) {
      throw new UserError(file + ": cannot be read as UTF-8 lines: " + e, e);
    }
  }

  private RecordedGroup group(String line, int number, Set<String> known) {
    String where = file + ":" + number;
    try {
      List<String> responses = new ArrayList<>();
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
