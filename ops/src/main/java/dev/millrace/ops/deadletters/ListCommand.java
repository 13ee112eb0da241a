package dev.millrace.ops.deadletters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ops.deadletters.LetterBox.Letter;
import dev.millrace.ops.ledger.PipelineAddress;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.ops.option.PositiveInt;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The dead letters of a pipeline, the newest last, and how many there are of each kind. */
@Command(
    name = "list",
    description = "Lists dead letters, the newest last, and counts them by reason.",
    sortOptions = false)
final class ListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PipelineAddress address;

  @Option(
      names = "--reason",
      defaultValue = "",
      paramLabel = "TEXT",
      description = "Only those whose reason contains this.")
  private String reason;

  @Option(
      names = "--limit",
      defaultValue = "50",
      paramLabel = "N",
      converter = PositiveInt.class,
      description = "How many are listed; all are counted. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(names = "--json", description = "Print one JSON object a letter, the counts last.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    List<Letter> letters;
    try (TopicReader reader = address.open()) {
      letters =
          LetterBox.read(reader, address.topics(reader).deadLetters(), letter -> false).stream()
              .filter(letter -> LetterBox.because(reason).test(letter.letter()))
              .toList();
    }
    List<Letter> newest = letters.subList(Math.max(0, letters.size() - limit), letters.size());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectMapper mapper = new ObjectMapper();
      for (Letter letter : newest) {
        out.println(mapper.writeValueAsString(members(letter)));
      }
      out.println(
          mapper.writeValueAsString(
              Map.of("letters", letters.size(), "reasons", ReasonCounts.of(letters))));
    } else {
      newest.forEach(letter -> out.println(line(letter)));
      if (newest.size() < letters.size()) {
        out.println("… and " + (letters.size() - newest.size()) + " before them");
      }
      out.println(letters.size() + " letters");
      ReasonCounts.of(letters).forEach((kind, n) -> out.println(String.format("%8d  %s", n, kind)));
    }
    out.flush();
    return 0;
  }

  private static String line(Letter letter) {
    return letter.origin()
        + "  "
        + Instant.ofEpochMilli(letter.letter().failedAtMillis())
        + "  "
        + letter.letter().stage()
        + "  "
        + letter.bytes()
        + " bytes  "
        + letter.letter().reason();
  }

  private static Map<String, Object> members(Letter letter) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("origin", letter.origin());
    members.put("failed_at_millis", letter.letter().failedAtMillis());
    members.put("stage", letter.letter().stage());
    members.put("bytes", letter.bytes());
    members.put("reason", letter.letter().reason());
    members.put("exception", letter.letter().exceptionClass());
    return members;
  }
}
