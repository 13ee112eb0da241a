package dev.millrace.ops.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.topics.Topics;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The proof, from the topics alone, that every group was trained once or dropped with a reason. */
@Command(
    name = "audit",
    description =
        "Compares the groups topic, the ledger and the dropped notices offset by offset: what was"
            + " read is a fresh slot, a hole, or dropped with a reason, and nothing twice. Ends with"
            + " 1 when a group was lost or counted twice.",
    sortOptions = false)
public final class AuditCommand implements Callable<Integer> {
  private static final int NAMED = 20;

  @Spec private CommandSpec spec;
  @Mixin private PipelineAddress address;

  @Option(
      names = "--groups-topic",
      paramLabel = "TOPIC",
      description = "The groups that were trained. Default: those of the pipeline.")
  private @Nullable String groupsTopic;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    Audit audit;
    SurvivingLedger ledger;
    try (TopicReader reader = address.open()) {
      Topics topics = address.topics(reader);
      PipelineRecords records = PipelineRecords.read(reader, topics);
      ledger = records.surviving();
      String groups = PipelineAddress.groupsTopic(reader, topics, groupsTopic);
      audit = Audit.of(reader.ranges(groups), ledger, records.dropped());
    }
    boolean passed =
        audit.exactlyOnce() && ledger.missing().isEmpty() && ledger.differing().isEmpty();
    Map<String, Object> figures = figures(audit, ledger, passed);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(figures));
    } else {
      figures.forEach((name, value) -> out.println(line(name.replace('_', ' '), value)));
    }
    out.flush();
    return passed ? 0 : 1;
  }

  private static Map<String, Object> figures(Audit audit, SurvivingLedger ledger, boolean passed) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("steps", ledger.steps().size());
    figures.put("last_step", ledger.lastStep());
    figures.put("lineages", ledger.cuts().size());
    figures.put("steps_undone", ledger.undone().size());
    figures.put("steps_repeated", ledger.repeated());
    figures.put("steps_missing", ledger.missing());
    figures.put("steps_differing", ledger.differing());
    figures.put("read", audit.read());
    figures.put("fresh", audit.fresh());
    figures.put("holes", audit.holes());
    audit
        .dropped()
        .forEach(
            (reason, n) -> figures.put("dropped_" + reason.name().toLowerCase(Locale.ROOT), n));
    figures.put("notices_overruled", audit.overruled());
    figures.put("left_over", audit.leftOver());
    figures.put("filled", audit.filled());
    figures.put("lost", audit.lost().stream().map(Origin::toString).toList());
    figures.put("double", audit.doubled());
    figures.put("wrong_fills", audit.wrongFills());
    StepRecord last = ledger.steps().isEmpty() ? null : ledger.steps().lastEntry().getValue();
    figures.put("weights_sha256", last == null ? "" : last.weightsAfter());
    figures.put("ledger_sha256", LedgerDigest.of(ledger));
    figures.put("exactly_once", passed);
    return figures;
  }

  private static String line(String name, Object value) {
    String text = String.valueOf(value);
    if (value instanceof Collection<?> items) {
      text = String.valueOf(items.size());
      if (!items.isEmpty()) {
        text += ": " + String.join("; ", items.stream().limit(NAMED).map(String::valueOf).toList());
      }
    } else if (value instanceof Boolean yes) {
      text = yes ? "yes" : "no";
    }
    return String.format(Locale.ROOT, "%-20s %s", name, text);
  }
}
