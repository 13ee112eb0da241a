package dev.millrace.ops.demo;

import dev.millrace.job.settings.Option;
import dev.millrace.ops.LogFile;
import dev.millrace.ops.local.StateDirectory;
import dev.millrace.ops.loop.Loop;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where a person looks at a running loop. */
final class Places {
  private Places() {}

  /** The places by name, in the order in which they are shown. */
  static Map<String, String> of(RunSettings run, Loop loop, StateDirectory state) {
    Map<String, String> places = new LinkedHashMap<>();
    String prompts = run.prompts() == null ? run.task() : run.prompts().toString();
    places.put("task", prompts + ", arm " + Option.kebab(run.arm()));
    places.put("dashboard", loop.dashboard().toString());
    places.put("kafka", loop.bootstrap());
    places.put("state", state.root().toString());
    places.put("log", LogFile.path().toString());
    return places;
  }
}
