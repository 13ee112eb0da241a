package dev.millrace.ops.soak;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** What a soak showed, for a person and for a program. */
final class SoakReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SoakReport() {}

  /** Prints it as lines. */
  static void print(SoakResult result, PrintWriter out) {
    out.printf(Locale.ROOT, "%-22s %6s %10s %8s%n", "kind", "kills", "median s", "max s");
    result.recoveries().forEach((kind, summary) -> print(out, kind.toString(), summary));
    print(out, "all", result.overall());
    out.println();
    out.printf(
        Locale.ROOT,
        "%-22s %d in %.1f s in peace, in %.1f s under kills%n",
        "steps",
        result.expected().ledger().lastStep(),
        result.expected().seconds(),
        result.killed().seconds());
    out.printf(Locale.ROOT, "%-22s %d%n", "records", result.killed().audit().read());
    out.printf(Locale.ROOT, "%-22s %d%n", "lost", result.killed().audit().lost().size());
    out.printf(Locale.ROOT, "%-22s %d%n", "double", result.killed().audit().doubled().size());
    out.printf(Locale.ROOT, "%-22s %s%n", "dropped", result.killed().audit().dropped());
    out.printf(Locale.ROOT, "%-22s %d%n", "lineages", result.lineages());
    out.printf(Locale.ROOT, "%-22s %d%n", "steps undone", result.killed().ledger().undone().size());
    digests(
        out, "final weights", result.expected().weightsDigest(), result.killed().weightsDigest());
    digests(out, "ledger", result.expected().ledgerDigest(), result.killed().ledgerDigest());
    result.faults().forEach(fault -> out.println("wrong: " + fault));
    out.println(result.passed() ? "pass: yes" : "pass: no");
    out.flush();
  }

  private static void print(PrintWriter out, String name, Recoveries.Summary summary) {
    out.printf(
        Locale.ROOT,
        "%-22s %6d %10.1f %8.1f%n",
        name,
        summary.count(),
        summary.medianMillis() / 1e3,
        summary.maxMillis() / 1e3);
  }

  private static void digests(PrintWriter out, String name, String expected, String killed) {
    out.printf(
        Locale.ROOT,
        "%-22s %s%n",
        name,
        expected.equals(killed) ? expected + " in both" : expected + " and " + killed);
  }

  /** Prints it as one JSON object. */
  static void printJson(SoakResult result, PrintWriter out) {
    ObjectNode root = JSON.createObjectNode();
    root.put("passed", result.passed());
    ObjectNode kills = root.putObject("kills");
    for (Map.Entry<KillKind, Recoveries.Summary> kind : result.recoveries().entrySet()) {
      put(kills.putObject(kind.getKey().toString()), kind.getValue());
    }
    put(root.putObject("all_kills"), result.overall());
    root.put("steps", result.expected().ledger().lastStep());
    root.put("seconds_in_peace", result.expected().seconds());
    root.put("seconds_under_kills", result.killed().seconds());
    root.put("records", result.killed().audit().read());
    root.put("lost", result.killed().audit().lost().size());
    root.put("double", result.killed().audit().doubled().size());
    ObjectNode dropped = root.putObject("dropped");
    result
        .killed()
        .audit()
        .dropped()
        .forEach((reason, count) -> dropped.put(reason.name().toLowerCase(Locale.ROOT), count));
    root.put("lineages", result.lineages());
    root.put("late_versions", result.lateVersions());
    root.put("steps_undone", result.killed().ledger().undone().size());
    root.put("weights_in_peace", result.expected().weightsDigest());
    root.put("weights_under_kills", result.killed().weightsDigest());
    root.put("ledger_in_peace", result.expected().ledgerDigest());
    root.put("ledger_under_kills", result.killed().ledgerDigest());
    result.faults().forEach(root.putArray("faults")::add);
    out.println(root);
    out.flush();
  }

  private static void put(ObjectNode node, Recoveries.Summary summary) {
    node.put("count", summary.count());
    node.put("median_seconds", summary.medianMillis() / 1e3);
    node.put("max_seconds", summary.maxMillis() / 1e3);
  }
}
