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
   * The facts of a demo.
   *
   * @param startedAt date and time, as text
   */
  static RunFacts of(DemoSettings demo, String startedAt) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("steps", String.valueOf(demo.steps()));
    if (demo.model() != null) {
      settings.put("model", demo.model().toString());
    }
    settings.putAll(new TreeMap<>(demo.options()));
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
        demo.prompts() == null ? demo.task() : demo.prompts().toString(),
        Option.kebab(demo.arm()),
        demo.seed(),
        startedAt,
        settings,
        versions);
  }
}
