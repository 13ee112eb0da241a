package dev.millrace.ops.demo;

import dev.millrace.job.settings.Option;
import dev.millrace.ops.Versions;
import dev.millrace.ops.report.RunFacts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What a report says about the run beside its curves. */
final class Facts {
  private Facts() {}

  /**
   * The facts of a run.
   *
   * @param steps how many were asked for, as text
   * @param startedAt date and time, as text
   */
  static RunFacts of(RunSettings run, String steps, String startedAt) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("steps", steps);
    if (run.model() != null) {
      settings.put("model", run.model().toString());
    }
    settings.putAll(new TreeMap<>(run.options()));
    Map<String, String> versions = Versions.byName();
    versions.put("Java", Runtime.version().toString());
    versions.put(
        "machine",
        Runtime.getRuntime().availableProcessors()
            + " cores, "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch"));
    return new RunFacts(
        run.prompts() == null ? run.task() : run.prompts().toString(),
        Option.kebab(run.arm()),
        run.seed(),
        startedAt,
        settings,
        versions);
  }
}
