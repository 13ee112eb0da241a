package dev.millrace.ops.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.job.settings.Option;
import dev.millrace.ops.ledger.Audit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** How the end of a recorded run is told: a table for people, an object for programs. */
final class TrainSummary {
  private final Map<String, Object> figures = new LinkedHashMap<>();
  private final Map<String, Long> dropped = new TreeMap<>();

  /**
   * The figures of a run.
   *
   * @param seconds how long the job took
   */
  TrainSummary(RunOutcome outcome, double seconds) {
    Audit audit = outcome.audit();
    audit.dropped().forEach((reason, count) -> dropped.put(Option.kebab(reason), count));
    figures.put("steps", outcome.version().step());
    figures.put("groups_read", audit.read());
    figures.put("fresh", audit.fresh());
    figures.put("holes", audit.holes());
    figures.put("dropped", dropped);
    figures.put("left_over", audit.leftOver());
    figures.put("filled", audit.filled());
    figures.put("lost", audit.lost().size());
    figures.put("double", audit.doubled().size());
    figures.put("restarts", Math.max(0, outcome.ledger().cuts().size() - 1));
    figures.put("seconds", Math.round(10 * seconds) / 10.0);
    figures.put("weights", outcome.version().sha256());
    figures.put("ledger", outcome.ledgerDigest());
  }

  /** One line a figure; drops by their reasons. */
  String table() {
    StringBuilder table = new StringBuilder();
    figures.forEach(
        (name, value) -> {
          if (value == dropped) {
            dropped.forEach((reason, count) -> line(table, "  dropped, " + reason, count));
          } else {
            boolean part = name.equals("fresh") || name.equals("holes");
            line(table, (part ? "  " : "") + name.replace('_', ' '), value);
          }
        });
    return table.toString();
  }

  private static void line(StringBuilder table, String name, Object value) {
    table.append(String.format("%-24s %s%n", name, value));
  }

  /** One object. */
  String json() {
    try {
      return new ObjectMapper().writeValueAsString(figures);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and texts are always JSON", e);
    }
  }
}
