package dev.millrace.ops.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What identifies a run to a reader.
 *
 * @param task what the policy is asked
 * @param arm how the batch is made and trained
 * @param seed of the run
 * @param startedAt date and time, as text
 * @param settings options worth showing, in the order to show them
 * @param versions software and hardware, in the order to show them
 */
public record RunFacts(
    String task,
    String arm,
    long seed,
    String startedAt,
    Map<String, String> settings,
    Map<String, String> versions) {
  public RunFacts {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
  }
}
