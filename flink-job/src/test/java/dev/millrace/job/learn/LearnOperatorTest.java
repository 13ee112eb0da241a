package dev.millrace.job.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.batch.MicroBatch;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.WeightVersion;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearnOperatorTest {
  private static final LearnTestObjects.Rows ROWS = new LearnTestObjects.Rows(8, 4, 3);
  private static final long CLOCK = 1_000;

  @TempDir Path directory;

  @Test
  void theStartingPolicyIsPublishedFirst() throws Exception {
    try (LearnHarness harness = LearnHarness.open(settings(Map.of()), CLOCK, null)) {
      harness.drain();
      List<StepResult> results = harness.results();
      assertThat(results).hasSize(1);
      assertThat(results.get(0).record()).isNull();
      WeightVersion version = versions(results).get(0);
      assertThat(version.lineage()).isEqualTo(CLOCK);
      assertThat(version.step()).isZero();
      assertThat(version.consumedOffsets()).containsExactly(0);
      assertThat(Path.of(URI.create(version.uri()))).hasSize(version.bytes());
    }
  }

  @Test
  void theSameStepsMakeTheSameBytes() throws Exception {
    List<String> first = undisturbed("a", 6, Map.of());
    List<String> second = undisturbed("b", 6, Map.of());
    assertThat(first).doesNotHaveDuplicates().hasSize(7);
    assertThat(second).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void aRestoreAfterAnyStepContinuesBitForBit(int crash) throws Exception {
    int steps = 8;
    Map<String, String> options =
        Map.of("millrace.learn.blob-every-steps", "3", "millrace.learn.updates-per-step", "2");
    List<String> expected = undisturbed("whole", steps, options);

    LearnSettings settings = LearnHarness.settings(directory.resolve("crashed"), options);
    OperatorSubtaskState state;
    try (LearnHarness harness = LearnHarness.open(settings, CLOCK, null)) {
      for (int step = 1; step <= crash; step++) {
        harness.process(LearnTestObjects.step(step, 1, ROWS, 2));
      }
      harness.drain();
      // A part of the next step is in the checkpoint too.
      harness.process(LearnTestObjects.step(crash + 1, 1, ROWS, 2).subList(0, 1));
      state = harness.snapshot(1);
    }
    try (LearnHarness harness = LearnHarness.open(settings, CLOCK, state)) {
      harness.process(LearnTestObjects.step(crash + 1, 1, ROWS, 2).subList(1, 2));
      for (int step = crash + 2; step <= steps; step++) {
        harness.process(LearnTestObjects.step(step, 1, ROWS, 2));
      }
      harness.drain();
      List<WeightVersion> versions = versions(harness.results());
      WeightVersion start = versions.get(0);
      assertThat(start.step()).isEqualTo(crash);
      assertThat(start.lineage()).isEqualTo(CLOCK + 1);
      assertThat(start.parentLineage()).isEqualTo(CLOCK);
      assertThat(start.parentStep()).isEqualTo(crash);
      assertThat(start.consumedOffsets()).containsExactly(crash == 0 ? 0 : crash * 100 + 50);
      assertThat(versions.stream().map(WeightVersion::sha256))
          .isEqualTo(expected.subList(crash, steps + 1));
    }
  }

  @Test
  void stepsThatWaitedAreTrainedAfterARestore() throws Exception {
    List<String> expected = undisturbed("whole", 3, Map.of());
    LearnSettings settings = LearnHarness.settings(directory.resolve("crashed"), Map.of());
    OperatorSubtaskState state;
    try (LearnHarness harness = LearnHarness.open(settings, CLOCK, null)) {
      harness.drain();
      // Nothing is taken from the mailbox between these and the checkpoint: all three are pending.
      for (int step = 1; step <= 3; step++) {
        harness.process(LearnTestObjects.step(step, 1, ROWS, 2));
      }
      state = harness.snapshot(1);
    }
    try (LearnHarness harness = LearnHarness.open(settings, CLOCK, state)) {
      harness.drain();
      assertThat(records(harness.results()).stream().map(StepRecord::step))
          .containsExactly(1L, 2L, 3L);
      assertThat(versions(harness.results()).stream().map(WeightVersion::sha256))
          .isEqualTo(expected);
    }
  }

  @Test
  void twoRestoresOfOneCheckpointNeverShareALineage() throws Exception {
    LearnSettings settings = settings(Map.of());
    OperatorSubtaskState state;
    try (LearnHarness harness = LearnHarness.open(settings, CLOCK, null)) {
      harness.drain();
      state = harness.snapshot(1);
    }
    try (LearnHarness one = LearnHarness.open(settings, CLOCK + 10, state);
        LearnHarness two = LearnHarness.open(settings, CLOCK + 20, state)) {
      one.drain();
      two.drain();
      assertThat(versions(one.results()).get(0).lineage()).isEqualTo(CLOCK + 10);
      assertThat(versions(two.results()).get(0).lineage()).isEqualTo(CLOCK + 20);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aStepThatIsNotFiniteIsRefused(int updates) throws Exception {
    Map<String, String> options =
        Map.of("millrace.learn.updates-per-step", Integer.toString(updates));
    try (LearnHarness harness = LearnHarness.open(settings(options), CLOCK, null)) {
      harness.process(LearnTestObjects.step(1, 1, ROWS, 1));
      MicroBatch poisoned = LearnTestObjects.step(2, 1, ROWS, 1).get(0);
      poisoned.advantages()[3] = Float.NaN;
      harness.process(List.of(poisoned));
      harness.process(LearnTestObjects.step(3, 1, ROWS, 1));
      harness.drain();

      List<StepRecord> records = records(harness.results());
      StepRecord refused = records.get(1);
      assertThat(refused.optimizerUpdates()).isZero();
      assertThat(refused.refusedBecause()).contains("step 2").contains("g2-0").contains("NaN");
      assertThat(refused.weightsAfter()).isEqualTo(refused.weightsBefore());
      assertThat(records.get(2).optimizerUpdates()).isEqualTo(updates);
      assertThat(records.get(2).weightsAfter()).isNotEqualTo(refused.weightsAfter());
      assertThat(versions(harness.results())).hasSize(4);
    }
  }

  @Test
  void anEmptyStepMovesTheVersionAndNotTheWeights() throws Exception {
    try (LearnHarness harness = LearnHarness.open(settings(Map.of()), CLOCK, null)) {
      harness.process(LearnTestObjects.step(1, 1, new LearnTestObjects.Rows(0, 1, 0), 1));
      harness.drain();
      StepRecord record = records(harness.results()).get(0);
      assertThat(record.optimizerUpdates()).isZero();
      assertThat(record.refusedBecause()).isEmpty();
      List<WeightVersion> versions = versions(harness.results());
      assertThat(versions.get(1).step()).isEqualTo(1);
      assertThat(versions.get(1).sha256()).isEqualTo(versions.get(0).sha256());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void theEndRepeatsTheVersionOfTheLastStepAsTheLast(int steps) throws Exception {
    Map<String, String> options = Map.of("millrace.learn.publish-every", "2");
    try (LearnHarness harness = LearnHarness.open(settings(options), CLOCK, null)) {
      for (int step = 1; step <= steps; step++) {
        harness.process(LearnTestObjects.step(step, 1, ROWS, 2));
      }
      harness.process(List.of(LearnTestObjects.endMark(steps + 1)));
      harness.drain();
      List<WeightVersion> versions = versions(harness.results());
      WeightVersion last = versions.get(versions.size() - 1);
      assertThat(last.last()).isTrue();
      assertThat(last.step()).isEqualTo(steps);
      assertThat(last.consumedOffsets()).containsExactly(steps == 0 ? 0 : steps * 100 + 50);
      assertThat(Path.of(URI.create(last.uri()))).hasSize(last.bytes());
      assertThat(versions.subList(0, versions.size() - 1)).noneMatch(WeightVersion::last);
      assertThat(last.sha256()).isEqualTo(undisturbed("whole", steps, Map.of()).get(steps));
    }
  }

  @Test
  void theEndIsSaidAgainAfterARestart() throws Exception {
    List<String> expected = undisturbed("whole", 3, Map.of());
    LearnSettings settings = LearnHarness.settings(directory.resolve("crashed"), Map.of());
    OperatorSubtaskState state;
    try (LearnHarness harness = LearnHarness.open(settings, CLOCK, null)) {
      for (int step = 1; step <= 3; step++) {
        harness.process(LearnTestObjects.step(step, 1, ROWS, 2));
      }
      harness.process(List.of(LearnTestObjects.endMark(4)));
      harness.drain();
      state = harness.snapshot(1);
    }
    try (LearnHarness harness = LearnHarness.open(settings, CLOCK, state)) {
      harness.drain();
      List<WeightVersion> versions = versions(harness.results());
      assertThat(versions).extracting(WeightVersion::last).containsExactly(false, true);
      assertThat(versions).extracting(WeightVersion::step).containsOnly(3L);
      assertThat(versions).extracting(WeightVersion::lineage).containsOnly(CLOCK + 1);
      assertThat(versions).extracting(WeightVersion::sha256).containsOnly(expected.get(3));
    }
  }

  @Test
  void whatTheLedgerSaysOfAStepDoesNotDependOnRestarts() throws Exception {
    Map<String, String> options =
        Map.of("millrace.learn.publish-every", "2", "millrace.learn.blob-every-steps", "2");
    List<StepRecord> expected = new ArrayList<>();
    LearnSettings whole = LearnHarness.settings(directory.resolve("whole"), options);
    try (LearnHarness harness = LearnHarness.open(whole, CLOCK, null)) {
      for (int step = 1; step <= 6; step++) {
        harness.process(LearnTestObjects.step(step, 1, ROWS, 2));
      }
      harness.drain();
      records(harness.results()).forEach(record -> expected.add(record.content()));
    }
    assertThat(expected).extracting(StepRecord::weightsBefore).contains("");
    for (int crash = 1; crash <= 5; crash++) {
      LearnSettings settings = LearnHarness.settings(directory.resolve("crash" + crash), options);
      OperatorSubtaskState state;
      try (LearnHarness harness = LearnHarness.open(settings, CLOCK, null)) {
        for (int step = 1; step <= crash; step++) {
          harness.process(LearnTestObjects.step(step, 1, ROWS, 2));
        }
        harness.drain();
        state = harness.snapshot(1);
      }
      try (LearnHarness harness = LearnHarness.open(settings, CLOCK, state)) {
        for (int step = crash + 1; step <= 6; step++) {
          harness.process(LearnTestObjects.step(step, 1, ROWS, 2));
        }
        harness.drain();
        assertThat(records(harness.results()).stream().map(StepRecord::content))
            .usingRecursiveFieldByFieldElementComparator()
            .isEqualTo(expected.subList(crash, 6));
      }
    }
  }

  @Test
  void aStepThatIsMissingIsNamed() throws Exception {
    try (LearnHarness harness = LearnHarness.open(settings(Map.of()), CLOCK, null)) {
      assertThatThrownBy(() -> harness.process(LearnTestObjects.step(2, 1, ROWS, 1)))
          .hasMessageContaining("step 2")
          .hasMessageContaining("step 1 was due");
    }
  }

  @Test
  void aModelThatIsMissingFailsTheTask() throws Exception {
    LearnSettings settings =
        settings(Map.of("millrace.learn.model", directory.resolve("nowhere").toString()));
    try (LearnHarness harness = LearnHarness.open(settings, CLOCK, null)) {
      assertThatThrownBy(harness::drain)
          .hasStackTraceContaining("start of lineage " + CLOCK)
          .hasStackTraceContaining("nowhere");
    }
  }

  @Test
  void aBlobThatWasChangedIsRefused() throws Exception {
    LearnSettings settings = settings(Map.of());
    OperatorSubtaskState state;
    try (LearnHarness harness = LearnHarness.open(settings, CLOCK, null)) {
      harness.drain();
      state = harness.snapshot(1);
    }
    Path blob = blobs().stream().filter(p -> p.toString().contains("optimizer")).findFirst().get();
    byte[] bytes = Files.readAllBytes(blob);
    bytes[bytes.length - 1] ^= 1;
    Files.write(blob, bytes);
    try (LearnHarness harness = LearnHarness.open(settings, CLOCK, state)) {
      assertThatThrownBy(harness::drain).hasStackTraceContaining(blob.getFileName().toString());
    }
  }

  @Test
  void stepThatNeverEndsFailsTheTask() throws Exception {
    var time = new org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService();
    var deadline = new DeviceDeadline(time, java.time.Duration.ofSeconds(30));
    time.setCurrentTime(0);
    deadline.handedOver("step 1");
    deadline.handedOver("step 2");
    time.setCurrentTime(29_999);
    deadline.done();
    time.setCurrentTime(59_998);
    assertThatThrownBy(() -> time.setCurrentTime(59_999))
        .hasStackTraceContaining("step 2 has not finished on the device after 30 s")
        .hasStackTraceContaining("millrace.learn.step-timeout");
  }

  @Test
  void blobsGoOnceNoCheckpointNamesThem() throws Exception {
    Map<String, String> options = Map.of("millrace.learn.blob-every-steps", "1");
    try (LearnHarness harness = LearnHarness.open(settings(options), CLOCK, null)) {
      for (int step = 1; step <= 6; step++) {
        harness.process(LearnTestObjects.step(step, 1, ROWS, 1));
        harness.drain();
        harness.snapshot(step);
        harness.completed(step);
        // The deletion is a task of the device thread: what is handed over next comes after it.
        int kept = Math.min(step + 1, RetainedBlobs.CHECKPOINTS);
        if (step >= RetainedBlobs.CHECKPOINTS) {
          Awaitility.await().until(() -> blobs().size() == 2 * kept);
        } else {
          assertThat(blobs()).hasSize(2 * kept);
        }
      }
    }
  }

  @Test
  void aBlobThatTheTaskHasNotHeardOfYetIsKept() throws Exception {
    Map<String, String> options = Map.of("millrace.learn.blob-every-steps", "1");
    LearnSettings settings = settings(options);
    OperatorSubtaskState state;
    try (LearnHarness harness = LearnHarness.open(settings, CLOCK, null)) {
      harness.drain();
      for (int checkpoint = 1; checkpoint <= RetainedBlobs.CHECKPOINTS; checkpoint++) {
        harness.snapshot(checkpoint);
      }
      // The device writes the blob of step 1 before it deletes; the task hears of it afterwards.
      harness.process(LearnTestObjects.step(1, 1, ROWS, 1));
      for (int checkpoint = 1; checkpoint <= RetainedBlobs.CHECKPOINTS; checkpoint++) {
        harness.completed(checkpoint);
      }
      harness.drain();
      state = harness.snapshot(RetainedBlobs.CHECKPOINTS + 1);
    }
    try (LearnHarness harness = LearnHarness.open(settings, CLOCK, state)) {
      harness.drain();
      assertThat(versions(harness.results()).get(0).step()).isEqualTo(1);
    }
  }

  @Test
  void blobOfASavepointStaysUntilItsPinIsDeleted() throws Exception {
    Map<String, String> options = Map.of("millrace.learn.blob-every-steps", "1");
    OperatorSubtaskState savepoint;
    try (LearnHarness harness = LearnHarness.open(settings(options), CLOCK, null)) {
      harness.process(LearnTestObjects.step(1, 1, ROWS, 1));
      harness.drain();
      savepoint = harness.savepoint(1);
      trainAndCheckpoint(harness, 2, 8);
      Awaitility.await().until(() -> blobs().size() == 2 * (RetainedBlobs.CHECKPOINTS + 1));
    }
    List<StepResult> after;
    try (LearnHarness harness = LearnHarness.open(settings(options), CLOCK, savepoint)) {
      harness.drain();
      after = harness.results();
      assertThat(after.get(0).version().step()).isEqualTo(1);
      for (Path file : files(".pin")) {
        Files.delete(file);
      }
      trainAndCheckpoint(harness, 2, 8);
      Awaitility.await().until(() -> blobs().size() == 2 * RetainedBlobs.CHECKPOINTS);
    }
  }

  private static void trainAndCheckpoint(LearnHarness harness, int from, int to) throws Exception {
    for (int step = from; step <= to; step++) {
      harness.process(LearnTestObjects.step(step, 1, ROWS, 1));
      harness.drain();
      harness.snapshot(step);
      harness.completed(step);
    }
  }

  @Test
  void onlyTheNewestWeightFilesStay() throws Exception {
    Map<String, String> options = Map.of("millrace.learn.keep-weight-files", "3");
    try (LearnHarness harness = LearnHarness.open(settings(options), CLOCK, null)) {
      for (int step = 1; step <= 5; step++) {
        harness.process(LearnTestObjects.step(step, 1, ROWS, 1));
      }
      harness.drain();
    }
    try (Stream<Path> files = Files.list(directory.resolve("weights"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              CLOCK + "-3.safetensors", CLOCK + "-4.safetensors", CLOCK + "-5.safetensors");
    }
  }

  private LearnSettings settings(Map<String, String> options) throws IOException {
    return LearnHarness.settings(directory, options);
  }

  private List<String> undisturbed(String name, int steps, Map<String, String> options)
      throws Exception {
    LearnSettings settings = LearnHarness.settings(directory.resolve(name), options);
    try (LearnHarness harness = LearnHarness.open(settings, CLOCK, null)) {
      for (int step = 1; step <= steps; step++) {
        harness.process(LearnTestObjects.step(step, 1, ROWS, 2));
      }
      harness.drain();
      return versions(harness.results()).stream().map(WeightVersion::sha256).toList();
    }
  }

  private List<Path> blobs() throws IOException {
    return files(".safetensors");
  }

  private List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("state"))) {
      return files.filter(file -> file.toString().endsWith(suffix)).toList();
    }
  }

  private static List<WeightVersion> versions(List<StepResult> results) {
    return results.stream().map(StepResult::version).filter(Objects::nonNull).toList();
  }

  private static List<StepRecord> records(List<StepResult> results) {
    return results.stream().map(StepResult::record).filter(Objects::nonNull).toList();
  }
}
