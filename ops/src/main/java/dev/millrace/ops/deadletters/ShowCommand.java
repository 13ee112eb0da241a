package dev.millrace.ops.deadletters;

import dev.millrace.ops.UserError;
import dev.millrace.ops.deadletters.LetterBox.Letter;
import dev.millrace.ops.ledger.PipelineAddress;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.schemas.DeadLetter;
import dev.millrace.schemas.topics.DeadLetterHeaders;
import dev.millrace.schemas.topics.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One dead letter with its bytes. */
@Command(
    name = "show",
    description = "Shows a dead letter: why, the bytes, and what the decoder says of them now.",
    sortOptions = false)
final class ShowCommand implements Callable<Integer> {
  private static final int SHOWN_BYTES = 1024;

  @Spec private CommandSpec spec;
  @Mixin private PipelineAddress address;

  @Option(
      names = "--raw",
      paramLabel = "FILE",
      description = "Write the bytes to a file instead of showing them.")
  private @Nullable Path raw;

  @Parameters(paramLabel = "ORIGIN", description = "As listed: topic-partition-offset.")
  private String origin;

  @Override
  public Integer call() {
    Topics topics;
    Letter found;
    try (TopicReader reader = address.open()) {
      topics = address.topics(reader);
      found =
          LetterBox.read(
                  reader,
                  topics.deadLetters(),
                  letter -> DeadLetterHeaders.key(letter).equals(origin))
              .stream()
              .filter(letter -> letter.origin().equals(origin))
              .findFirst()
              .orElseThrow(
                  () -> new UserError(origin + ": no dead letter of " + topics.pipeline()));
    }
    PrintWriter out = spec.commandLine().getOut();
    DeadLetter letter = found.letter();
    DeadLetterHeaders.of(letter)
        .forEach((name, value) -> out.println(String.format("%-40s %s", name, value)));
    out.println(field("written", Instant.ofEpochMilli(letter.timestampMillis())));
    out.println(field("refused", Instant.ofEpochMilli(letter.failedAtMillis())));
    out.println(field("key", letter.key().length + " bytes"));
    out.println(field("value", letter.value().length + " bytes"));
    out.println(field("the decoder says now", SecondOpinion.of(letter, topics)));
    if (raw != null) {
      write(raw, letter.value());
      out.println(field("written to", raw));
    } else {
      HexDump.of(letter.key(), SHOWN_BYTES).forEach(line -> out.println("key    " + line));
      HexDump.of(letter.value(), SHOWN_BYTES).forEach(line -> out.println("value  " + line));
    }
    out.flush();
    return 0;
  }

  private static String field(String name, Object value) {
    return String.format("%-40s %s", name, value);
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UserError("--raw " + file + ": cannot be written (" + e + ")", e);
    }
  }
}
