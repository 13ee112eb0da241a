package dev.millrace.ops.demo;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ops.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options that a run goes on with after it was stopped or killed, in a file of its state
 * directory: what was typed before counts until something else is typed.
 *
 * @param values by option name; those of {@code --set} by {@code --set KEY}
 */
record KeptOptions(SortedMap<String, String> values) {
  private static final String SET = "--set";

  /** Files, which must be found from any working directory. */
  private static final Set<String> PATHS = Set.of("--model", "--prompts");

  /** What decides which prompts come in which order, and what is trained. */
  private static final List<String> FIXED =
      List.of("--task", "--prompts", "--response-tokens", "--model", "--seed");

  /** What concerns one call and not the run. */
  private static final Set<String> OF_THE_CALL = Set.of("--state-dir", "--json", "--interval");

  KeptOptions {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /** What was typed in a call. */
  static KeptOptions typed(ParseResult call) {
    TreeMap<String, String> values = new TreeMap<>();
    for (OptionSpec option : call.matchedOptions()) {
      String name = option.longestName();
      if (name.equals(SET)) {
        for (String pair : option.originalStringValues()) {
          int equals = pair.indexOf('=');
          values.put(SET + " " + pair.substring(0, equals), pair.substring(equals + 1));
        }
      } else if (!OF_THE_CALL.contains(name)) {
        String value = option.originalStringValues().get(0);
        values.put(name, PATHS.contains(name) ? Path.of(value).toAbsolutePath().toString() : value);
      }
    }
    return new KeptOptions(values);
  }

  /**
   * The options in a file; none when there is no file.
   *
   * @throws UserError when the file cannot be read
   */
  static KeptOptions read(Path file) {
    if (!Files.exists(file)) {
      return new KeptOptions(new TreeMap<>());
    }
    try {
      return new KeptOptions(
          new ObjectMapper()
              .readValue(file.toFile(), new TypeReference<TreeMap<String, String>>() {}));
    } catch (IOException e) {
      throw new UserError(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /**
   * These options with those that were typed now.
   *
   * @param defaults of the options that have one
   * @throws UserError when a run that exists would ask other prompts or train another policy
   */
  KeptOptions followedBy(KeptOptions typed, Map<String, String> defaults, Path root) {
    TreeMap<String, String> all = new TreeMap<>(values);
    for (String name : FIXED) {
      @Nullable String now = typed.values.get(name);
      @Nullable String before = values.getOrDefault(name, defaults.get(name));
      if (now != null && !values.isEmpty() && !now.equals(before)) {
        throw new UserError(
            name
                + " "
                + now
                + ": the run in "
                + root
                + " has "
                + (before == null ? "none" : before)
                + ", which cannot change; name another --state-dir");
      }
      if (now == null && before != null) {
        all.put(name, before);
      }
    }
    all.putAll(typed.values);
    return new KeptOptions(all);
  }

  /** Writes the file, whole or not at all. */
  void write(Path file) {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    try {
      new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(unfinished.toFile(), values);
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UserError(file + ": cannot be written (" + e + ")", e);
    }
  }

  /** The options as they would be typed. */
  String[] arguments() {
    List<String> arguments = new ArrayList<>();
    values.forEach(
        (name, value) -> {
          if (name.startsWith(SET + " ")) {
            arguments.add(SET);
            arguments.add(name.substring(SET.length() + 1) + "=" + value);
          } else {
            arguments.add(name);
            arguments.add(value);
          }
        });
    return arguments.toArray(String[]::new);
  }
}
