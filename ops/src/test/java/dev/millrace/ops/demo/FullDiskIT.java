package dev.millrace.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.ops.ledger.Audit;
import dev.millrace.ops.ledger.PipelineRecords;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.schemas.topics.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full stops training with its reason, damages nothing, and is recovered from. */
class FullDiskIT {
  private static final Topics TOPICS = new Topics("demo");
  private static final Duration DEADLINE = Duration.ofMinutes(3);

  @TempDir Path directory;

  @Test
  void trainingStopsWithAReasonAndGoesOnWhenThereIsRoom() throws Exception {
    assumeTrue(SmallDisks.areAllowed(), "this machine gives users no mount name spaces");
    Path state = directory.resolve("state");
    Path weights = state.resolve("weights");
    Path flink = state.resolve("flink");
    Map<Path, Integer> sizes = new LinkedHashMap<>();
    sizes.put(state, 200);
    sizes.put(weights, 100);
    sizes.put(flink, 200);
    try (SmallDisks disks = SmallDisks.mount(sizes)) {
      // What marks a directory as one that a run is kept in.
      Files.writeString(disks.seen(state).resolve(".millrace-state"), "");
      Files.writeString(disks.seen(state).resolve("kept"), "");
      try (MillraceProcess up = up(disks, state)) {
        step(up);

        disks.fill(weights, 0);
        line(up, "reason of the restarts", "the job restarts after: ", "No space left on device");
        disks.free(weights);
        step(up);

        disks.fill(flink, 0);
        line(up, "reason of the restarts", "the job restarts after: ", "");
        disks.free(flink);
        step(up);

        disks.fill(state, 30);
        line(up, "word of the reserve", state.toString(), "40 MiB are kept in reserve");
        disks.free(state);
        line(up, "word of the room", "there is room on the disk again", "");
        step(up);

        disks.fill(state, 0);
        line(up, "last words of the broker", "millrace: the broker cannot write its log", "room");
        disks.free(state);
      }
      try (MillraceProcess up = up(disks, state)) {
        String bootstrap = line(up, "broker", "kafka", "").substring("kafka".length()).strip();
        step(up);
        await("every group accounted for once")
            .atMost(DEADLINE)
            .untilAsserted(() -> assertExactlyOnce(bootstrap));
      }
    }
  }

  private static MillraceProcess up(SmallDisks disks, Path state) throws Exception {
    return MillraceProcess.start(
        disks.prefix(),
        "up",
        "--state-dir",
        state.toString(),
        "--arm",
        "grpo",
        "--seed",
        "7",
        "--kafka-port",
        "0",
        "--dashboard-port",
        "0",
        "--interval",
        "1",
        "--topic-space",
        "4096",
        "--disk-reserve",
        "40");
  }

  private static void step(MillraceProcess up) throws InterruptedException {
    line(up, "a step", "step ", "");
    line(up, "another step", "step ", "");
  }

  private static String line(MillraceProcess up, String what, String start, String part)
      throws InterruptedException {
    return up.line(what, DEADLINE, line -> line.startsWith(start) && line.contains(part));
  }

  private static void assertExactlyOnce(String bootstrap) {
    try (TopicReader reader = TopicReader.open(bootstrap, DEADLINE)) {
      PipelineRecords records = PipelineRecords.read(reader, TOPICS);
      Audit audit =
          Audit.of(reader.ranges(TOPICS.groups()), records.surviving(), records.dropped());
      assertThat(List.of(audit.lost(), audit.doubled(), audit.wrongFills()))
          .allSatisfy(nothing -> assertThat((java.util.Collection<?>) nothing).isEmpty());
      assertThat(records.surviving().steps().firstKey()).isEqualTo(1);
    }
  }
}
