package dev.millrace.job.ingest;

import static dev.millrace.job.ingest.IntakeHarness.bytes;
import static dev.millrace.job.ingest.IntakeHarness.open;
import static dev.millrace.job.ingest.IntakeHarness.record;
import static dev.millrace.job.ingest.IntakeHarness.settings;
import static dev.millrace.job.ingest.IntakeHarness.side;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.TestObjects;
import dev.millrace.schemas.DeadLetter;
import dev.millrace.schemas.DropReason;
import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Sampling;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

class IntakeFunctionTest {
  @Test
  void groupThatHoldsTheContractPassesWithItsOrigin() throws Exception {
    try (var harness = open(10, null)) {
      harness.processElement(record(2, 5, bytes("a")), 0);
      ReceivedGroup received = harness.extractOutputValues().get(0);
      assertThat(received.group().groupId()).isEqualTo("a");
      assertThat(received.partition()).isEqualTo(2);
      assertThat(received.offset()).isEqualTo(5);
    }
  }

  @Test
  void recordThatIsNoneBecomesADeadLetterWithItsBytesAndOrigin() throws Exception {
    try (var harness = open(10, null)) {
      byte[] poison = {1, 2, 3};
      harness.processElement(record(2, 5, poison), 0);
      assertThat(harness.extractOutputValues()).isEmpty();
      DeadLetter letter = side(harness, Refusals.DEAD_LETTERS).get(0);
      assertThat(letter.value()).isEqualTo(poison);
      assertThat(letter.key()).containsExactly(9);
      assertThat(letter.topic()).isEqualTo("groups");
      assertThat(letter.partition()).isEqualTo(2);
      assertThat(letter.offset()).isEqualTo(5);
      assertThat(letter.stage()).isEqualTo("ingest");
      DroppedGroup dropped = side(harness, Refusals.DROPPED).get(0);
      assertThat(dropped.reason()).isEqualTo(DropReason.MALFORMED);
      assertThat(dropped.offset()).isEqualTo(5);
    }
  }

  @Test
  void oversizedRecordIsNotDecoded() throws Exception {
    try (var harness = open(10, null)) {
      harness.processElement(record(0, 0, new byte[4097]), 0);
      assertThat(side(harness, Refusals.DEAD_LETTERS))
          .extracting(DeadLetter::reason)
          .containsExactly("4097 bytes, more than 4096");
    }
  }

  @Test
  void mutatedRecordsNeverThrowAndAreCountedOnceEach() throws Exception {
    try (var harness = open(100_000, null)) {
      byte[] good = bytes("a");
      SplittableRandom random = new SplittableRandom(42);
      int records = 5000;
      for (int i = 0; i < records; i++) {
        byte[] bad = good.clone();
        bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
        harness.processElement(record(0, i, bad), 0);
      }
      int passed = harness.extractOutputValues().size();
      assertThat(passed + side(harness, Refusals.DROPPED).size()).isEqualTo(records);
      assertThat(side(harness, Refusals.DEAD_LETTERS)).isNotEmpty();
    }
  }

  @Test
  void copyOfAGroupInItsShardIsADuplicate() throws Exception {
    try (var harness = open(10, null)) {
      harness.processElement(record(0, 0, bytes("a")), 0);
      harness.processElement(record(0, 1, bytes("b")), 0);
      harness.processElement(record(0, 2, bytes("a")), 0);
      harness.processElement(record(1, 0, bytes("a")), 0);
      assertThat(harness.extractOutputValues()).hasSize(3);
      assertThat(side(harness, Refusals.DROPPED))
          .extracting(DroppedGroup::reason)
          .containsExactly(DropReason.DUPLICATE);
    }
  }

  @Test
  void windowOfDuplicatesIsBoundedAndSurvivesARestart() throws Exception {
    OperatorSubtaskState saved;
    try (var harness = open(2, null)) {
      for (int i = 0; i < 3; i++) {
        harness.processElement(record(0, i, bytes(List.of("a", "b", "c").get(i))), 0);
      }
      saved = harness.snapshot(1, 1);
    }
    try (var harness = open(2, saved)) {
      harness.processElement(record(0, 3, bytes("c")), 0);
      harness.processElement(record(0, 4, bytes("b")), 0);
      harness.processElement(record(0, 5, bytes("a")), 0);
      assertThat(harness.extractOutputValues())
          .extracting(received -> received.group().groupId())
          .containsExactly("a"); // pushed out by c
    }
  }

  @Test
  void partitionBeyondTheShardsStopsTheJob() throws Exception {
    try (var harness = open(10, null)) {
      assertThatThrownBy(() -> harness.processElement(record(4, 0, bytes("a")), 0))
          .hasStackTraceContaining("partition 4 of the groups topic is not one of the 4 shards");
    }
  }

  private static ResponseGroup with(List<Response> responses, float temperature, String verifier) {
    ResponseGroup group = TestObjects.group("g", "p", 0, 2);
    var prompt = group.prompt();
    return new ResponseGroup(
        "g",
        new dev.millrace.schemas.Prompt(
            "p", "d", "", prompt.tokens(), "", verifier, prompt.verifierParameters(), 0),
        group.promptTokens(),
        responses,
        new Sampling(temperature, 1, 0, 16, 1),
        "digest",
        "generator",
        0,
        0,
        null);
  }

  /** A group that was recorded as text. */
  private static ResponseGroup texts() {
    Response text =
        new Response("r", new int[0], new float[0], List.of(), FinishReason.STOP, "7", null);
    ResponseGroup group = with(List.of(text, text), 1, "exact");
    return new ResponseGroup(
        "g",
        group.prompt(),
        new int[0],
        group.responses(),
        group.sampling(),
        "",
        "text",
        0,
        0,
        null);
  }

  private static String problem(ResponseGroup group) {
    return GroupCheck.problem(group, settings(1)).orElse("");
  }

  @Test
  void valuesThatWouldPoisonAStepAreMalformed() {
    Response good = TestObjects.response("r", 0, 4, 5);
    assertThat(problem(with(List.of(good, good), 1, "exact"))).isEmpty();
    assertThat(problem(with(List.of(good), 1, "exact"))).contains("one response");
    assertThat(problem(texts())).contains("texts without tokens and log-probs");
    assertThat(problem(with(List.of(good, good), 0, "exact"))).contains("temperature");
    assertThat(problem(with(List.of(good, good), 1, "magic"))).contains("unknown verifier 'magic'");
    Response foreign = TestObjects.response("r", 0, 4, 100);
    assertThat(problem(with(List.of(good, foreign), 1, "exact"))).contains("token 100 at 1");
    Response negative = TestObjects.response("r", 0, -1);
    assertThat(problem(with(List.of(good, negative), 1, "exact"))).contains("token -1 at 0");
    Response longest = TestObjects.response("r", 0, 4, 4, 4, 4, 4); // with 3 tokens of the prompt
    assertThat(problem(with(List.of(good, longest), 1, "exact"))).isEmpty();
    Response tooLong = TestObjects.response("r", 0, 4, 4, 4, 4, 4, 4);
    assertThat(problem(with(List.of(good, tooLong), 1, "exact")))
        .contains("9 tokens with its prompt, more than 8");
    Response notANumber =
        new Response(
            "nan",
            new int[] {4},
            new float[] {Float.NaN},
            List.of(new dev.millrace.schemas.VersionSpan(1, 0, 0, 1)),
            good.finishReason(),
            "",
            null);
    assertThat(problem(with(List.of(good, notANumber), 1, "exact"))).contains("log-prob NaN");
    Response silent = TestObjects.response("r", 0);
    Response noVersion =
        new Response("none", new int[0], new float[0], List.of(), silent.finishReason(), "", null);
    assertThat(problem(with(List.of(noVersion, noVersion), 1, "exact")))
        .contains("which weight version");
  }

  @Test
  void whatARefusedGroupSaysOfItselfIsCutToFit() throws Exception {
    try (var harness = open(10, null)) {
      byte[] longId = bytes("i".repeat(GroupCheck.LONGEST_ID + 1));
      harness.processElement(record(0, 0, longId), 0);
      byte[] longName =
          ResponseGroupCodec.encode(with(List.of(response(), response()), 1, "magic".repeat(500)));
      harness.processElement(record(0, 1, longName), 0);
      assertThat(harness.extractOutputValues()).isEmpty();
      assertThat(side(harness, Refusals.DROPPED))
          .extracting(DroppedGroup::detail)
          .allSatisfy(detail -> assertThat(detail).hasSizeLessThan(1100))
          .anySatisfy(detail -> assertThat(detail).endsWith("an id of more than 256 characters"))
          .anySatisfy(detail -> assertThat(detail).contains("magicmagic").endsWith("…"));
    }
  }

  private static Response response() {
    return TestObjects.response("r", 0, 4, 5);
  }

  @Test
  void keysSpreadShardsOverEveryDivisor() {
    ShardKeys keys = new ShardKeys(16, 128);
    for (int parallelism : new int[] {1, 2, 4, 8, 16}) {
      int[] load = new int[parallelism];
      for (int shard = 0; shard < 16; shard++) {
        load[
            org.apache.flink.runtime.state.KeyGroupRangeAssignment.assignKeyToParallelOperator(
                keys.keyOf(shard), 128, parallelism)]++;
        assertThat(keys.shardOf(keys.keyOf(shard))).isEqualTo(shard);
      }
      assertThat(load).containsOnly(16 / parallelism);
    }
  }
}
