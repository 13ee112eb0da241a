package dev.millrace.ops.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ops.Millrace;
import dev.millrace.ops.ledger.SyntheticPipeline;
import dev.millrace.ops.local.Broker;
import dev.millrace.ops.local.Ports;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Traces of a pipeline of 400 groups in 2 shards and steps of 8 slots: 10 steps of lineage 1, of
 * which steps 9 and 10 were undone, and lineage 2 from step 9 on; 20 groups wait.
 */
class TraceTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir static Path directory;
  private static Broker broker;
  private static SyntheticPipeline pipeline;

  record Ending(int status, String out, String err) {}

  @BeforeAll
  static void start() throws Exception {
    Path weights = Files.createDirectories(directory.resolve("weights"));
    broker = Broker.start(directory.resolve("kafka"), Ports.free(), DEADLINE);
    pipeline = new SyntheticPipeline(400, 2, 8, 10, 20, weights);
    pipeline.write(broker.bootstrap());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", broker.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      byte[] garbage = "group-of-nobody".getBytes(UTF_8);
      producer
          .send(new ProducerRecord<>(SyntheticPipeline.TOPICS.groups(), 1, null, garbage))
          .get();
    }
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void responseIsFollowedFromItsPromptToTheVersionsThatItChanged() throws Exception {
    // Groups 0 to 9 but 7 fill step 1 and begin step 2: group 0 is its first fresh one, and fills.
    Files.writeString(directory.resolve("weights/1-1.safetensors"), "weights");
    Ending ending = run("trace", "--response", "group-0/0");

    assertThat(ending.err()).isEmpty();
    assertThat(ending.out())
        .contains("group group-0 at 0@0")
        .contains("prompt    p0 of addition: \"0+0=\"")
        .contains("exact, reference \"7\"")
        .contains("group-0/0: 24 tokens by 1.0, stop, {correct=1.0} -> reward 1.0, \"7\"")
        .contains("filter    effective")
        .containsPattern("step {6}1 fresh, age 1, use 1 -> version 1.1 .sha256 0+, on disk.")
        .containsPattern("step {6}2 filled, age 2, use 2 -> version 1.2 .sha256 0+, no longer on")
        .doesNotContain("group-0/1")
        .doesNotContain("note");
    assertThat(ending.status()).isZero();
  }

  @Test
  void groupOfUndoneStepsHasThemMarkedAndTheSurvivingOneBeside() throws Exception {
    JsonNode trace = json("trace", "--json", "--group", groupOfStep(9, 1));

    List<String> uses = new ArrayList<>();
    trace
        .at("/groups/0/uses")
        .forEach(
            use ->
                uses.add(
                    use.get("version").asText()
                        + " "
                        + use.get("kind").asText()
                        + (use.get("undone").asBoolean() ? " undone" : "")));
    assertThat(uses).contains("1.9 fresh undone", "2.9 fresh");
    assertThat(trace.at("/groups/0/verdict").asText()).isEqualTo("effective");
  }

  @Test
  void droppedAndIneffectiveAndWaitingGroupsSayWhatBecameOfThem() throws Exception {
    assertThat(verdict("group-17")).isEqualTo("dropped: stale");
    assertThat(verdict("group-13")).isEqualTo("ineffective: a hole");
    assertThat(verdict("group-399")).isEqualTo("waiting: no step has taken it yet");
  }

  @Test
  void groupSampledByAnUndoneVersionSaysSo() throws Exception {
    // Group 380 was sampled by version 1.46, group 8 by version 1.0; lineage 1 survived to step 8.
    assertThat(json("trace", "--json", "--group", "group-380").at("/groups/0/notes").toString())
        .contains("a restart undid");
    assertThat(json("trace", "--json", "--group", "group-8").at("/groups/0/notes")).isEmpty();
  }

  @Test
  void stepAndVersionGoBackToTheirGroups() throws Exception {
    JsonNode surviving = json("trace", "--json", "--step", "9");
    assertThat(surviving.at("/step/lineage").asLong()).isEqualTo(2);
    assertThat(surviving.at("/step/otherLineages/0").asLong()).isEqualTo(1);
    assertThat(surviving.at("/groups")).hasSize(9);
    assertThat(surviving.at("/groups/0/prompt/dataset").asText()).isEqualTo("addition");

    assertThat(json("trace", "--json", "--version", "1.9").at("/step/undone").asBoolean()).isTrue();
    JsonNode repeated = json("trace", "--json", "--version", "2.8");
    assertThat(repeated.at("/step/version").asText())
        .as("the first version of lineage 2 is step 8 of lineage 1")
        .isEqualTo("1.8");
    assertThat(run("trace", "--step", "9").out())
        .contains("step 9 of lineage 2, arm popo")
        .contains("also by lineages [1]")
        .contains("filled age 2   use 2");
  }

  @Test
  void unknownIdsAndStepsAreSaidInOneLine() {
    assertThat(run("trace", "--group", "stranger"))
        .isEqualTo(
            new Ending(
                1,
                "",
                "millrace trace: group stranger: neither the ledger nor the dropped notices of"
                    + " pipeline synthetic nor millrace.synthetic.groups.v1 have it\n"));
    assertThat(run("trace", "--step", "4000").err())
        .isEqualTo(
            "millrace trace: step 4000: the ledger has no such step; the newest is "
                + pipeline.lastStep()
                + "\n");
    assertThat(run("trace", "--version", "one").err())
        .contains("--version: must be LINEAGE.STEP or STEP, was one");
    assertThat(run("trace", "--pipeline", "other", "--step", "1").err())
        .contains("--pipeline other: there is none; there are synthetic");
  }

  @Test
  void recordThatIsNoGroupIsSentToItsDeadLetter() throws Exception {
    assertThat(verdict("group-of-nobody"))
        .isEqualTo("malformed: see millrace dead-letters show millrace.synthetic.groups.v1-1-200");
  }

  @Test
  void responseIsFoundWhateverItsGeneratorCallsIt() throws Exception {
    assertThat(
            json("trace", "--json", "--response", SyntheticPipeline.FOREIGN_RESPONSE)
                .at("/groups/0"))
        .isEqualTo(json("trace", "--json", "--group", "group-40").at("/groups/0"));
  }

  @Test
  void anotherRewardThanTheLedgersIsNamed() throws Exception {
    String notes =
        json("trace", "--json", "--reward", "correct=2", "--group", "group-0")
            .at("/groups/0/notes")
            .toString();
    assertThat(notes)
        .contains("group-0/0: of the same channels --reward makes 2.0, the ledger has 1.0");
  }

  @Test
  void auditOfTheSameTopicsFindsNothingLost() throws Exception {
    JsonNode audit = json("audit", "--json");
    assertThat(audit.get("exactly_once").asBoolean()).isTrue();
    assertThat(audit.get("steps_undone").asInt()).isEqualTo(2);
    assertThat(audit.get("lost")).isEmpty();
    assertThat(audit.get("read").asLong() + audit.get("left_over").asLong())
        .as("400 groups and one that is none, but for the stale ones after the last step")
        .isBetween(398L, 401L);
  }

  @Test
  void statusOfAPipelineWhoseFlinkIsDownIsSaidFromItsTopics() throws Exception {
    Ending ending = run("status", "--json", "--flink", "http://127.0.0.1:" + Ports.free());
    JsonNode status = new ObjectMapper().readTree(ending.out());

    assertThat(ending.status()).isEqualTo(3);
    assertThat(status.get("waiting_for").asText()).startsWith("Flink: no answer at http://");
    assertThat(status.at("/facts/pipeline").asText()).isEqualTo("synthetic");
    assertThat(status.at("/facts/stream/step").asLong()).isEqualTo(pipeline.lastStep());
    assertThat(status.at("/facts/stream/backlog").toString()).isEqualTo("[10,11]");
    assertThat(status.at("/facts/stream/drops/stale").asInt()).isEqualTo(38);
    assertThat(status.at("/facts/stream/promptsReady").asLong()).isZero();
  }

  private static String groupOfStep(long step, int slot) throws Exception {
    return json("trace", "--json", "--step", String.valueOf(step))
        .at("/groups/" + slot + "/group")
        .asText();
  }

  private static String verdict(String group) throws Exception {
    return json("trace", "--json", "--group", group).at("/groups/0/verdict").asText();
  }

  private static JsonNode json(String... arguments) throws Exception {
    Ending ending = run(arguments);
    assertThat(ending.err()).isEmpty();
    return new ObjectMapper().readTree(ending.out());
  }

  private static Ending run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add(1, "--bootstrap");
    all.add(2, broker.bootstrap());
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Millrace.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    return new Ending(status, out.toString(), err.toString());
  }
}
