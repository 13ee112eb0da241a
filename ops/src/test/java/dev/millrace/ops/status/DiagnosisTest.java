package dev.millrace.ops.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ops.status.Diagnosis.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said at second 1000 about steps of one second each, of 16 slots a shard. */
class DiagnosisTest {
  private static final long NOW = 1_000_000;
  private static final JobFacts RUNNING = job("RUNNING", "", 0, "");

  @Test
  void stepsThatAdvanceAreTraining() {
    assertThat(of(stream(995_000, 40, 40), RUNNING))
        .isEqualTo(new Diagnosis(Verdict.TRAINING, "nothing: step 42 is next"));
  }

  @Test
  void brokerThatDoesNotAnswerIsTheNearestCause() {
    assertThat(Diagnosis.of(new Facts(NOW, "p", null, "nobody listens at b:1", RUNNING, "")))
        .isEqualTo(new Diagnosis(Verdict.DOWN, "the broker: nobody listens at b:1"));
  }

  @Test
  void flinkThatDoesNotAnswerMattersOnlyWhenNoStepComes() {
    assertThat(Diagnosis.of(new Facts(NOW, "p", stream(995_000, 40), "", null, "no answer")))
        .isEqualTo(new Diagnosis(Verdict.TRAINING, "nothing: step 42 is next"));
    assertThat(Diagnosis.of(new Facts(NOW, "p", stream(900_000, 40), "", null, "no answer")))
        .isEqualTo(new Diagnosis(Verdict.DOWN, "Flink: no answer"));
  }

  @Test
  void restartIsNamedWithItsReason() {
    assertThat(of(stream(995_000, 40), job("RESTARTING", "IllegalStateException: loss NaN", 0, "")))
        .isEqualTo(
            new Diagnosis(
                Verdict.DEGRADED,
                "the job: it is restarting, because: IllegalStateException: loss NaN"));
  }

  @Test
  void jobThatRunsAgainButHasNotTrainedSinceItFailedIsNamedWithItsReason() {
    JobFacts back =
        new JobFacts("millrace-p", "RUNNING", "OutOfMemoryError", 990_000, 0, 0, 0, 0, "");
    assertThat(of(stream(900_000, 40, 40), back).waitingFor())
        .isEqualTo("the job: no step since it failed 10 s ago, because: OutOfMemoryError");
  }

  @Test
  void jobThatFailedForGoodOrIsNotThereIsDown() {
    assertThat(of(stream(900_000, 40), job("FAILED", "records lost", 0, "")))
        .isEqualTo(
            new Diagnosis(Verdict.DOWN, "a new start: the job failed, because: records lost"));
    assertThat(of(stream(900_000, 40), JobFacts.NONE).waitingFor()).isEqualTo("a job: none runs");
    assertThat(of(stream(900_000, 40), job("CANCELED", "", 0, "")).waitingFor())
        .isEqualTo("a job: the last is CANCELED");
  }

  @Test
  void fullDiskIsSaidInThoseWords() {
    assertThat(
            of(stream(995_000, 40), job("RUNNING", "", 0, "IOException: No space left on device"))
                .waitingFor())
        .isEqualTo(
            "a checkpoint: the last one failed, the disk is full: IOException: No space left on"
                + " device");
    assertThat(
            of(stream(900_000, 40), job("FAILING", "No space left on device", 0, "")).waitingFor())
        .isEqualTo("the job: it is failing, the disk is full: No space left on device");
  }

  @Test
  void stalledPipelineWithLittleRoomWaitsForRoom() {
    assertThat(of(with(stream(900_000, 40, 3), 0, 300L << 20), RUNNING).waitingFor())
        .isEqualTo("room on the disk: 300 MiB are left beside the weights");
  }

  @Test
  void stalledPipelineWaitsForGroupsOrForPrompts() {
    assertThat(of(stream(900_000, 40, 3), RUNNING))
        .isEqualTo(
            new Diagnosis(
                Verdict.DEGRADED, "groups: the generator is behind, shard 1 has 3 of 16"));
    StreamFacts dry = with(stream(900_000, 40, 3), 0, 1L << 40);
    assertThat(of(dry, RUNNING).waitingFor())
        .isEqualTo("prompts: none are left, shard 1 has 3 of 16 groups");
  }

  @Test
  void stalledPipelineWithGroupsWaitsForTheLearnerOrACheckpoint() {
    assertThat(of(stream(940_000, 40, 40), RUNNING).waitingFor())
        .isEqualTo("the learner: it computes step 42 since 60 s");
    assertThat(of(stream(900_000, 40, 40), job("RUNNING", "", 955_000, "")).waitingFor())
        .isEqualTo("a checkpoint: under way for 45 s");
  }

  @Test
  void pipelineWithoutAVersionWaitsForTheLearner() {
    StreamFacts empty =
        new StreamFacts("", 0, 0, 0, 0, 0, 1, List.of(0L), 5L, Map.of(), 0, 0, null, false);
    assertThat(of(empty, RUNNING))
        .isEqualTo(
            new Diagnosis(
                Verdict.DEGRADED, "the learner: it has not published its starting policy"));
  }

  @Test
  void slowStepsAreGivenTheTimeOfTheirKind() {
    StreamFacts slow =
        new StreamFacts(
            "1.41",
            900_000,
            41,
            900_000,
            0.05,
            20,
            16,
            List.of(40L),
            5L,
            Map.of(),
            0,
            0,
            null,
            false);
    assertThat(of(slow, RUNNING).verdict()).isEqualTo(Verdict.TRAINING);
  }

  @Test
  void completeRunWaitsForNothing() {
    StreamFacts done =
        new StreamFacts(
            "1.41", 900_000, 41, 1, 1, 1, 16, List.of(), null, Map.of(), 0, 0, null, true);
    assertThat(of(done, JobFacts.NONE))
        .isEqualTo(new Diagnosis(Verdict.TRAINING, "nothing: the run is complete"));
  }

  private static Diagnosis of(StreamFacts stream, JobFacts job) {
    return Diagnosis.of(new Facts(NOW, "p", stream, "", job, ""));
  }

  private static StreamFacts stream(long stepAt, long... backlog) {
    return new StreamFacts(
        "1.41",
        stepAt,
        41,
        stepAt,
        1,
        1,
        16,
        java.util.Arrays.stream(backlog).boxed().toList(),
        5L,
        Map.of(),
        0,
        0,
        1L << 40,
        false);
  }

  private static StreamFacts with(StreamFacts stream, long ready, long free) {
    return new StreamFacts(
        stream.version(),
        stream.versionAtMillis(),
        stream.step(),
        stream.stepAtMillis(),
        stream.stepsPerSecond(),
        stream.stepSeconds(),
        stream.slotsPerShard(),
        stream.backlog(),
        ready,
        stream.drops(),
        stream.dropped(),
        stream.deadLetters(),
        free,
        stream.last());
  }

  private static JobFacts job(
      String state, String failure, long checkpointSince, String checkpointFailure) {
    return new JobFacts(
        "millrace-p", state, failure, 0, 0, 0, 0, checkpointSince, checkpointFailure);
  }
}
