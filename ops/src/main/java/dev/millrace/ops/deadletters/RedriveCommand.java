package dev.millrace.ops.deadletters;

import dev.millrace.ops.UserError;
import dev.millrace.ops.deadletters.LetterBox.Letter;
import dev.millrace.ops.ledger.OffsetRange;
import dev.millrace.ops.ledger.PipelineAddress;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.schemas.DeadLetter;
import dev.millrace.schemas.topics.DeadLetterHeaders;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.apache.kafka.common.header.Header;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The way back of dead letters, once what was wrong has been repaired. */
@Command(
    name = "redrive",
    description =
        "Sends dead letters again: the same bytes with the same key to the partition that they came"
            + " from, marked by a header. A letter that was sent again before is left, unless --again"
            + " is given.",
    sortOptions = false)
final class RedriveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PipelineAddress address;

  @Option(names = "--all", description = "Every letter, or every one of --reason.")
  private boolean all;

  @Option(
      names = "--reason",
      defaultValue = "",
      paramLabel = "TEXT",
      description = "With --all: only those whose reason contains this.")
  private String reason;

  @Option(names = "--again", description = "Also letters that were sent again before.")
  private boolean again;

  @Option(names = "--dry-run", description = "Say what would be sent, and send nothing.")
  private boolean dryRun;

  @Parameters(
      arity = "0..*",
      paramLabel = "ORIGIN",
      description = "As listed: topic-partition-offset.")
  private Set<String> origins = new LinkedHashSet<>();

  @Override
  public Integer call() {
    if (all == !origins.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "ORIGIN: name letters, or give --all");
    }
    PrintWriter out = spec.commandLine().getOut();
    RedrivePlan plan;
    try (TopicReader reader = address.open()) {
      Predicate<DeadLetter> wanted =
          all
              ? LetterBox.because(reason)
              : letter -> origins.contains(DeadLetterHeaders.key(letter));
      List<Letter> letters =
          LetterBox.read(reader, address.topics(reader).deadLetters(), wanted).stream()
              .filter(letter -> wanted.test(letter.letter()))
              .toList();
      refuseUnknown(letters);
      plan = plan(reader, letters);
    }
    plan.skipped().forEach((origin, why) -> out.println(origin + " left: it " + why));
    if (dryRun) {
      plan.send().forEach(l -> out.println(l.origin() + " would be sent, " + l.bytes() + " bytes"));
    } else {
      try (Redriver redriver =
          Redriver.open(address.bootstrap(), address.properties(), address.deadline())) {
        for (Letter letter : plan.send()) {
          out.println(letter.origin() + " -> " + redriver.send(letter.letter()));
          out.flush();
        }
      }
    }
    out.println(
        (dryRun ? "to send " : "sent ") + plan.send().size() + ", left " + plan.skipped().size());
    out.flush();
    return 0;
  }

  private void refuseUnknown(List<Letter> letters) {
    Set<String> unknown = new HashSet<>(origins);
    letters.forEach(letter -> unknown.remove(letter.origin()));
    if (!unknown.isEmpty()) {
      throw new UserError(unknown.iterator().next() + ": there is no such dead letter");
    }
  }

  /** Looks at the headers of what came after the letters in the topics that they came from. */
  private RedrivePlan plan(TopicReader reader, List<Letter> letters) {
    Map<String, String> redriven = new HashMap<>();
    Map<String, String> results = new HashMap<>();
    Map<String, Map<Integer, Long>> firsts = new TreeMap<>();
    for (Letter letter : letters) {
      firsts
          .computeIfAbsent(letter.letter().topic(), topic -> new TreeMap<>())
          .merge(letter.letter().partition(), letter.letter().offset(), Math::min);
    }
    firsts.forEach(
        (topic, partitions) -> {
          Map<Integer, OffsetRange> ranges = new TreeMap<>(reader.ranges(topic));
          ranges.keySet().retainAll(partitions.keySet());
          ranges.replaceAll(
              (partition, range) ->
                  new OffsetRange(
                      Math.min(
                          range.end(),
                          Math.max(range.begin(), partitions.getOrDefault(partition, 0L))),
                      range.end()));
          reader.read(
              topic,
              ranges,
              record -> {
                Header header = record.headers().lastHeader(DeadLetterHeaders.REDRIVEN_FROM);
                if (header != null) {
                  String from = new String(header.value(), StandardCharsets.UTF_8);
                  String to = topic + "-" + record.partition() + "-" + record.offset();
                  redriven.put(from, to);
                  results.put(to, from);
                }
              });
        });
    return RedrivePlan.of(letters, redriven, results, again);
  }
}
