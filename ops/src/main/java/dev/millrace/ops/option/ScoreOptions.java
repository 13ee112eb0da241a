package dev.millrace.ops.option;

import dev.millrace.job.score.ScoreSettings;
import dev.millrace.job.settings.InvalidOptionException;
import dev.millrace.job.settings.OptionValues;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a job says of its verifiers, for a command that asks them without a job. */
public final class ScoreOptions {
  private static final String ROOM = "millrace.score.";

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description =
          "The options of a job, key=value a line, as a run leaves them; those of "
              + ROOM
              + "* are used.")
  private @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "An option "
              + ROOM
              + "* of a job, before those of --settings; may be given several times.")
  private Map<String, String> options = new LinkedHashMap<>();

  /**
   * The settings of the verifiers.
   *
   * @param typed options of the command that stand for options of the job, by the job's keys; they
   *     come before the others
   * @throws InvalidOptionException that names the option
   */
  public ScoreSettings settings(Map<String, String> typed) {
    Map<String, String> all = new LinkedHashMap<>();
    if (file != null) {
      all.putAll(JobOptionsFile.read(file));
    }
    options.forEach(
        (key, value) -> {
          if (!key.startsWith(ROOM)) {
            throw new InvalidOptionException(
                "--set " + key + ": only options " + ROOM + "* say something to verifiers");
          }
          all.put(key, value);
        });
    all.putAll(typed);
    return among(all);
  }

  /**
   * What the options of a job say of its verifiers.
   *
   * @throws InvalidOptionException that names the option
   */
  public static ScoreSettings among(Map<String, String> job) {
    Map<String, String> own = new LinkedHashMap<>(job);
    own.keySet().removeIf(key -> !key.startsWith(ROOM));
    OptionValues values = OptionValues.of(own);
    values.refuseUnknown(ScoreSettings.OPTIONS, List.of());
    return ScoreSettings.from(values);
  }
}
