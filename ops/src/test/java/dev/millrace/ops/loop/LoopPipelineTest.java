package dev.millrace.ops.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.Arm;
import dev.millrace.job.settings.InvalidOptionException;
import dev.millrace.ops.UserError;
import dev.millrace.ops.local.StateDirectory;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopPipelineTest {
  private static final StartingPolicy POLICY =
      new StartingPolicy(Path.of("/policies/start"), 15, 32, "digest of the tokenizer");

  @TempDir Path directory;

  @Test
  void partsAgreeOnTopicsShardsBatchAndDirectories() {
    try (StateDirectory state = StateDirectory.open(directory)) {
      Map<String, String> typed =
          Map.of("millrace.shards", "4", "millrace.batch-slots", "64", "millrace.parallelism", "2");
      LoopPipeline pipeline = pipeline(state, typed);
      var job = pipeline.job();
      var generator = pipeline.generator(9);
      assertThat(generator.topics()).isEqualTo(job.stream().topics());
      assertThat(generator.shards()).isEqualTo(job.stream().shards()).isEqualTo(4);
      assertThat(generator.batchSlots()).isEqualTo(job.stream().batchSlots()).isEqualTo(64);
      assertThat(generator.weightsPrefix()).isEqualTo(Path.of(job.learn().weightsDirectory()));
      assertThat(generator.modelDirectory()).isEqualTo(Path.of(job.learn().model()));
      assertThat(generator.sampling().maxTokens()).isEqualTo(9);
      assertThat(pipeline.feed().promptsTopic()).isEqualTo(job.stream().topics().prompts());
      assertThat(pipeline.feed().shards()).isEqualTo(4);
      assertThat(pipeline.cluster(8081).slots()).isEqualTo(2 + 1);
      assertThat(job.arm()).isEqualTo(Arm.DAPO);
    }
  }

  @Test
  void groupsMustFitTheStartingPolicy() {
    try (StateDirectory state = StateDirectory.open(directory)) {
      var ingest = pipeline(state, Map.of()).job().ingest();
      assertThat(ingest.vocabularySize()).isEqualTo(15);
      assertThat(ingest.maxTokens()).isEqualTo(32);
      assertThat(ingest.tokenizerDigest()).isEqualTo("digest of the tokenizer");
    }
  }

  @Test
  void responsesMustLeaveRoomForAPrompt() {
    POLICY.requireRoom(31);
    assertThatThrownBy(() -> POLICY.requireRoom(32))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("--response-tokens 32: ");
  }

  @Test
  void versionsMustComeBeforeTheGeneratorStops() {
    try (StateDirectory state = StateDirectory.open(directory)) {
      String every = "millrace.learn.publish-every";
      String ahead = "millrace.generator.max-ahead-steps";
      pipeline(state, Map.of(every, "2", ahead, "1"));
      assertThatThrownBy(() -> pipeline(state, Map.of(every, "2", ahead, "0")))
          .isInstanceOf(InvalidOptionException.class)
          .hasMessageContaining(every + " must be <= " + ahead + " + 1 = 1, was 2");
    }
  }

  @Test
  void generatorTakesItsOwnOptions() {
    try (StateDirectory state = StateDirectory.open(directory)) {
      Map<String, String> typed =
          Map.of("millrace.generator.group-size", "4", "millrace.generator.max-ahead-steps", "0");
      var generator = pipeline(state, typed).generator(9);
      assertThat(generator.groupSize()).isEqualTo(4);
      assertThat(generator.maxAheadSteps()).isZero();
    }
  }

  @Test
  void wrongOptionsAreRefusedByName() {
    try (StateDirectory state = StateDirectory.open(directory)) {
      refused(state, "millrace.replay.max-ages", "8", "the nearest is millrace.replay.max-age");
      refused(state, "millrace.replay.max-age", "-3", "millrace.replay.max-age must be");
      refused(
          state,
          "millrace.generator.group-sise",
          "8",
          "the nearest is millrace.generator.group-size");
      refused(state, "millrace.generator.group-size", "1", "millrace.generator.group-size must be");
      refused(
          state,
          "millrace.generator.max-rows",
          "4",
          "millrace.generator.max-rows must be >= millrace.generator.group-size 8, was 4");
      refused(state, "millrace.pipeline", "mine", "--set millrace.pipeline: is decided");
    }
  }

  private static void refused(StateDirectory state, String key, String value, String reason) {
    assertThatThrownBy(() -> pipeline(state, Map.of(key, value)).generator(9))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining(reason);
  }

  private static LoopPipeline pipeline(StateDirectory state, Map<String, String> typed) {
    LoopSettings settings =
        new LoopSettings(Arm.DAPO, 10, 1, null, state.root(), null, null, null, 0, typed);
    return LoopPipeline.of(settings, state, "127.0.0.1:9092", POLICY);
  }
}
