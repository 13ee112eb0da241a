package dev.millrace.ops.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.ops.Millrace;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.ops.local.Broker;
import dev.millrace.ops.local.Ports;
import dev.millrace.policy.Generated;
import dev.millrace.policy.Generation;
import dev.millrace.policy.GenerationRequest;
import dev.millrace.policy.Policy;
import dev.millrace.policy.Tokenizer;
import dev.millrace.policy.Torch;
import dev.millrace.schemas.DropReason;
import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Sampling;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.avro.DroppedGroupCodec;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import dev.millrace.schemas.avro.StepRecordCodec;
import dev.millrace.schemas.topics.Shards;
import dev.millrace.schemas.topics.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Recorded responses on a real broker: scored, trained, and sent again. */
class IngestIT {
  private static final Duration DEADLINE = Duration.ofMinutes(1);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PROMPTS = 60;
  private static final int RESPONSES = 4;
  private static final float TEMPERATURE = 0.9f;

  @TempDir static Path directory;

  private static Broker broker;
  private static Path model;
  private static final Map<String, List<Generated>> SAMPLED = new LinkedHashMap<>(); // by prompt

  @BeforeAll
  static void start() throws Exception {
    broker = Broker.start(directory.resolve("kafka"), Ports.free(), DEADLINE);
    model = TestPolicy.write(directory, 5);
    Torch.enterThread();
    try (Policy policy = Policy.load(model, Device.cpu());
        Tokenizer tokenizer = Tokenizer.load(model)) {
      for (int i = 0; i < PROMPTS; i++) {
        String prompt = i + "+" + (i * 7) + "=";
        List<GenerationRequest> requests = new ArrayList<>();
        for (int response = 0; response < RESPONSES; response++) {
          requests.add(
              new GenerationRequest(
                  prompt,
                  response,
                  tokenizer.encode(prompt),
                  new Sampling(TEMPERATURE, 1, 0, 9, 1),
                  new int[0]));
        }
        SAMPLED.put(prompt, Generation.generate(policy, requests));
      }
    }
  }

  @AfterAll
  static void end() {
    broker.close();
  }

  /** The sampled groups as a file. */
  private static Path file(String name, boolean tokens) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Tokenizer tokenizer = Tokenizer.load(model)) {
      SAMPLED.forEach((prompt, answers) -> lines.add(line(tokenizer, prompt, answers, tokens)));
    }
    return Files.write(directory.resolve(name), lines);
  }

  private static String line(
      Tokenizer tokenizer, String prompt, List<Generated> answers, boolean tokens) {
    ObjectNode line = JSON.createObjectNode();
    line.put("prompt", prompt).put("reference", "1").put("verifier", "contains");
    ArrayNode responses = line.putArray("responses");
    for (Generated answer : answers) {
      boolean ended = answer.finishReason() == FinishReason.STOP;
      int spoken = answer.tokens().length - (ended ? 1 : 0);
      ObjectNode response = responses.addObject();
      response.put("text", tokenizer.decode(Arrays.copyOf(answer.tokens(), spoken)));
      response.put("finish", ended ? "stop" : "length");
      if (tokens) {
        ArrayNode ids = response.putArray("tokens");
        Arrays.stream(answer.tokens()).forEach(ids::add);
        ArrayNode logProbs = response.putArray("logprobs");
        for (float logProb : answer.logProbs()) {
          logProbs.add(logProb);
        }
      }
    }
    return line.toString();
  }

  private static JsonNode millrace(String... arguments) throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Millrace.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    assertThat(command.execute(all.toArray(String[]::new))).as(err.toString()).isZero();
    return JSON.readTree(out.toString());
  }

  private static JsonNode ingest(Path file, String pipeline, String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of("ingest", file.toString()));
    all.addAll(List.of("--bootstrap", broker.bootstrap(), "--pipeline", pipeline));
    all.addAll(List.of("--temperature", String.valueOf(TEMPERATURE), "--shards", "2"));
    all.addAll(List.of(more));
    return millrace(all.toArray(String[]::new));
  }

  private static List<ResponseGroup> groups(String pipeline) {
    List<ResponseGroup> groups = new ArrayList<>();
    try (TopicReader reader = TopicReader.open(broker.bootstrap(), DEADLINE)) {
      reader.read(
          new Topics(pipeline).groups(),
          record -> {
            ResponseGroup group;
            try {
              group = ResponseGroupCodec.decode(record.value());
            } catch (Exception e) {
              throw new AssertionError("offset " + record.offset(), e);
            }
            assertThat(Shards.of(group.prompt().promptId(), 2)).isEqualTo(record.partition());
            groups.add(group);
          });
    }
    return groups;
  }

  private static void assertSampled(List<ResponseGroup> groups, float tolerance) {
    assertThat(groups).hasSize(PROMPTS);
    for (ResponseGroup group : groups) {
      List<Generated> sampled = Objects.requireNonNull(SAMPLED.get(group.prompt().text()));
      for (int i = 0; i < RESPONSES; i++) {
        Response response = group.responses().get(i);
        assertThat(response.responseId()).isEqualTo(group.groupId() + "/" + i);
        assertThat(response.tokens()).isEqualTo(sampled.get(i).tokens());
        assertThat(response.finishReason()).isEqualTo(sampled.get(i).finishReason());
        assertThat(response.behaviourLogProbs())
            .containsExactly(sampled.get(i).logProbs(), within(tolerance));
      }
    }
  }

  @Test
  void topicIsScoredAsTheFile() throws Exception {
    Path file = file("texts.jsonl", false);
    JsonNode sent = ingest(file, "texts", "--log-probs", "absent");
    assertThat(sent.path("sent").asInt()).isEqualTo(PROMPTS);
    JsonNode ofFile = millrace("score", file.toString());
    JsonNode ofTopic = millrace("score", "--bootstrap", broker.bootstrap(), "--pipeline", "texts");
    assertThat(ofFile.path("groups").asInt()).isEqualTo(PROMPTS);
    // Sums of other orders differ in their last bits, and times are no judgements.
    for (JsonNode report : List.of(ofFile, ofTopic)) {
      ((ObjectNode) report).remove("verifiers");
      for (String name : List.of("reward_mean", "reward_std", "zero_variance_by_size")) {
        ((ObjectNode) report).remove(name);
      }
    }
    assertThat(ofTopic).isEqualTo(ofFile);
  }

  @Test
  void rewardThatCountsTokensIsNotMadeOfTexts() throws Exception {
    ingest(file("bare.jsonl", false), "bare", "--log-probs", "absent");
    String reward = "correct=1,overlong(8,4)=1";
    JsonNode bare =
        millrace(
            "score", "--bootstrap", broker.bootstrap(), "--pipeline", "bare", "--reward", reward);
    assertThat(bare.path("unscored").asInt()).isEqualTo(PROMPTS);
    assertThat(bare.path("unscored_reasons").fieldNames().next())
        .contains("has no tokens, which the reward counts");
    ingest(file("counted.jsonl", false), "counted", "--policy", model.toString());
    JsonNode counted =
        millrace(
            "score",
            "--bootstrap",
            broker.bootstrap(),
            "--pipeline",
            "counted",
            "--reward",
            reward);
    assertThat(counted.path("unscored").asInt()).isZero();
    // Of nine tokens all four of the soft part and one more are used.
    assertThat(counted.path("channels").path("overlong").asDouble()).isBetween(-1.0, 0.0);
  }

  @Test
  void recomputedLogProbsAreThoseOfTheGeneratorAndTrain() throws Exception {
    Path file = file("recorded.jsonl", false);
    ingest(file, "rec", "--policy", model.toString());
    assertSampled(groups("rec"), 1e-5f);
    // Once more: the job sees each group again.
    assertThat(ingest(file, "rec", "--policy", model.toString()).path("sent").asInt())
        .isEqualTo(PROMPTS);
    assertThat(groups("rec")).hasSize(2 * PROMPTS);
    JsonNode summary = train("rec", "run");
    assertThat(summary.path("steps").asInt()).isGreaterThanOrEqualTo(4);
    assertThat(summary.path("filled").asInt() + summary.path("fresh").asInt()).isPositive();
    assertThat(dropped("run"))
        .hasSize(PROMPTS)
        .allSatisfy(one -> assertThat(one.reason()).isEqualTo(DropReason.DUPLICATE));
    try (TopicReader reader = TopicReader.open(broker.bootstrap(), DEADLINE)) {
      StepRecord first = reader.values(new Topics("run").ledger(), StepRecordCodec::decode).get(0);
      // The policy that trains is the one that sampled: no weight is off one.
      assertThat(first.metrics().get("is/prox_over_behaviour/mean")).isCloseTo(1, within(1e-5));
    }
  }

  private static JsonNode train(String from, String run) throws IOException {
    return millrace(
        "train",
        "--from-topic",
        from,
        "--bootstrap",
        broker.bootstrap(),
        "--run",
        run,
        "--model",
        model.toString(),
        "--state-dir",
        directory.resolve("runs").resolve(run).toString(),
        "--set",
        "millrace.batch-slots=8");
  }

  @Test
  void recordedLogProbsAreKept() throws Exception {
    ingest(
        file("full.jsonl", true),
        "full",
        "--policy",
        model.toString(),
        "--log-probs",
        "recorded",
        "--sampled-by",
        "3.5");
    List<ResponseGroup> groups = groups("full");
    assertSampled(groups, 1e-7f);
    assertThat(groups.get(0).responses().get(0).spans().get(0))
        .satisfies(span -> assertThat(span.lineage()).isEqualTo(3))
        .satisfies(span -> assertThat(span.step()).isEqualTo(5));
  }

  @Test
  void topicOfTextsEndsATrainingWithTheReason() throws Exception {
    ingest(file("untrainable.jsonl", false), "untrainable", "--log-probs", "absent");
    JsonNode summary = train("untrainable", "none");
    assertThat(summary.path("steps").asInt()).isZero();
    assertThat(dropped("none"))
        .hasSize(PROMPTS)
        .allSatisfy(one -> assertThat(one.reason()).isEqualTo(DropReason.MALFORMED))
        .allSatisfy(one -> assertThat(one.detail()).contains("texts without tokens and log-probs"));
  }

  private static List<DroppedGroup> dropped(String run) {
    try (TopicReader reader = TopicReader.open(broker.bootstrap(), DEADLINE)) {
      return reader.values(new Topics(run).dropped(), DroppedGroupCodec::decode);
    }
  }
}
