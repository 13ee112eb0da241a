package dev.millrace.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.ops.ledger.Audit;
import dev.millrace.ops.ledger.PipelineRecords;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.schemas.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run without an end survives the death of its process: what was kept is all that it needs. */
class UpIT {
  private static final Topics TOPICS = new Topics("demo");
  private static final Duration DEADLINE = Duration.ofMinutes(3);
  private static final Pattern STEP = Pattern.compile("step (\\d+) ver (\\d+)\\.\\d+ .*");

  @TempDir Path directory;

  @Test
  void killedAndStoppedRunGoesOnWithNothingLostAndNothingTwice() throws Exception {
    Matcher first;
    try (MillraceProcess up = up("--seed", "7", "--arm", "grpo")) {
      first = stepAfter(up, 40);
      up.kill();
    }
    Matcher second;
    try (MillraceProcess up = up()) {
      second = stepAfter(up, Long.parseLong(first.group(1)) + 40);
      assertThat(Long.parseLong(second.group(2))).isGreaterThan(Long.parseLong(first.group(2)));
      up.terminate();
      assertThat(up.line("word of the stop", DEADLINE, line -> line.startsWith("stopped after")))
          .endsWith("the same command goes on");
    }
    try (MillraceProcess up = up()) {
      String bootstrap =
          up.line("address of the broker", DEADLINE, line -> line.startsWith("kafka"))
              .substring("kafka".length())
              .strip();
      stepAfter(up, Long.parseLong(second.group(1)) + 20);
      await("every group accounted for once")
          .atMost(DEADLINE)
          .untilAsserted(() -> assertExactlyOnce(bootstrap));
    }
  }

  private static void assertExactlyOnce(String bootstrap) {
    try (TopicReader reader = TopicReader.open(bootstrap, DEADLINE)) {
      PipelineRecords records = PipelineRecords.read(reader, TOPICS);
      Audit audit =
          Audit.of(reader.ranges(TOPICS.groups()), records.surviving(), records.dropped());
      assertThat(audit.lost()).isEmpty();
      assertThat(audit.doubled()).isEmpty();
      assertThat(audit.wrongFills()).isEmpty();
      assertThat(records.surviving().steps().firstKey()).isEqualTo(1);
      assertThat(records.steps().stream().map(step -> step.lineage()).distinct())
          .hasSizeGreaterThanOrEqualTo(3);
    }
  }

  private MillraceProcess up(String... options) throws Exception {
    String[] all =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(
                    "up",
                    "--state-dir",
                    directory.resolve("state").toString(),
                    "--kafka-port",
                    "0",
                    "--dashboard-port",
                    "0",
                    "--interval",
                    "1"),
                java.util.stream.Stream.of(options))
            .toArray(String[]::new);
    return MillraceProcess.start(List.of(), all);
  }

  private static Matcher stepAfter(MillraceProcess up, long step) throws InterruptedException {
    Matcher matcher =
        STEP.matcher(
            up.line(
                "a step after " + step,
                DEADLINE,
                line -> {
                  Matcher matched = STEP.matcher(line);
                  return matched.matches() && Long.parseLong(matched.group(1)) > step;
                }));
    assertThat(matcher.matches()).isTrue();
    return matcher;
  }
}
