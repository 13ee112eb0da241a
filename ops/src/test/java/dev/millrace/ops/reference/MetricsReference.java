package dev.millrace.ops.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The names in docs/metrics.md, to be compared with those of a run. */
public final class MetricsReference {
  private static final Path COMMITTED = Path.of("..", "docs", "metrics.md");
  private static final String OURS = ".millrace.";
  private static final String DROPPED = "reason.<reason>.groups_dropped_total";
  private static final Pattern LEDGER_ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");
  private static final Pattern DASHBOARD_ROW = Pattern.compile("(?m)^\\| `.*` \\| `([^`]+)` \\|");

  private MetricsReference() {}

  /** Asserts that the reference names the figures of a run's ledger, and no others. */
  public static void assertLedger(Set<String> names) throws IOException {
    assertThat(names.stream().map(name -> name.replace("/correct/", "/<channel>/")))
        .as("figures of the ledger, and docs/metrics.md")
        .containsExactlyInAnyOrderElementsOf(names("## In the ledger", LEDGER_ROW));
  }

  /**
   * Asserts that the reference names the job's metrics in the dashboard, and no others.
   *
   * @param dashboard its address; one job is there
   */
  public static void assertDashboard(URI dashboard) throws IOException {
    Set<String> seen = new TreeSet<>();
    seen.add(DROPPED); // a reason has its counter from its first drop on
    String jobs = dashboard + "/jobs/";
    String job = jobs + get(jobs).at("/jobs/0/id").asText();
    for (JsonNode vertex : get(job).get("vertices")) {
      for (JsonNode metric : get(job + "/vertices/" + vertex.get("id").asText() + "/metrics")) {
        String name = metric.get("id").asText();
        int at = name.indexOf(OURS);
        if (at >= 0) {
          seen.add(
              name.substring(at + OURS.length())
                  .replaceFirst("^reason\\.[a-z]+\\..*", DROPPED)
                  .replaceFirst("^verifier\\.[a-z-]+\\.", "verifier.<name>.")
                  .replaceFirst("(_millis)_[a-z0-9]+$", "$1"));
        }
      }
    }
    assertThat(seen)
        .as("metrics in the dashboard, and docs/metrics.md")
        .containsExactlyInAnyOrderElementsOf(names("## In the dashboard", DASHBOARD_ROW));
  }

  private static JsonNode get(String address) throws IOException {
    try (InputStream answer = URI.create(address).toURL().openStream()) {
      return new ObjectMapper().readTree(answer);
    }
  }

  private static Set<String> names(String heading, Pattern row) throws IOException {
    String text = Files.readString(COMMITTED);
    int from = text.indexOf(heading);
    assertThat(from).as("heading %s in %s", heading, COMMITTED).isNotNegative();
    String section = text.substring(from, text.indexOf("\n## ", from + 1));
    return row.matcher(section)
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
