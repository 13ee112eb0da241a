package dev.millrace.ops.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ops.Millrace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ScoreCommandTest {
  @TempDir private Path directory;

  private record Outcome(int status, String out, String err) {}

  private Outcome score(List<String> lines, String... options) throws IOException {
    Path file = Files.write(directory.resolve("answers.jsonl"), lines);
    List<String> arguments = new ArrayList<>(List.of("score", file.toString()));
    arguments.addAll(Arrays.asList(options));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Millrace.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int status = command.execute(arguments.toArray(String[]::new));
    return new Outcome(status, out.toString(), err.toString());
  }

  private static final List<String> NUMBERS =
      List.of(
          "{\"prompt\": \"a\", \"reference\": \"7\", \"responses\": [\"7\", \"7.0\", \"8\", \"?\"]}",
          "{\"prompt\": \"b\", \"reference\": 3, \"responses\": [\"3\", \"3\", \"3\", \"3\"]}",
          "{\"prompt\": \"c\", \"reference\": \"none\", \"responses\": [\"3\", \"4\"]}");

  @Test
  void figuresAreThoseOfTheGroups() throws Exception {
    Outcome outcome =
        score(NUMBERS, "--verifier", "number", "--reward", "correct=1,format=0.5", "--json");
    assertThat(outcome.err()).isEmpty();
    JsonNode report = new ObjectMapper().readTree(outcome.out());
    assertThat(report.path("groups").asInt()).isEqualTo(2);
    assertThat(report.path("responses").asInt()).isEqualTo(8);
    assertThat(report.path("accuracy").asDouble()).isEqualTo(6 / 8.0);
    assertThat(report.path("reward_mean").asDouble()).isEqualTo((6 + 0.5 * 7) / 8);
    assertThat(report.path("channels").path("format").asDouble()).isEqualTo(7 / 8.0);
    assertThat(report.path("zero_variance").asDouble()).isEqualTo(0.5);
    // Of the first group's 6 pairs two are equal, of the second's all.
    assertThat(report.path("zero_variance_by_size").path("2").asDouble())
        .isEqualTo((2 / 6.0 + 1) / 2);
    assertThat(report.path("unscored").asInt()).isEqualTo(1);
    assertThat(report.path("unscored_reasons").fieldNames().next())
        .contains("verifier number on response …", "has no number in its reference");
    assertThat(report.path("verifiers").path("number").path("responses").asInt()).isEqualTo(10);
  }

  @Test
  void linesSayTheSame() throws Exception {
    Outcome outcome = score(NUMBERS, "--verifier", "number");
    assertThat(outcome.out().lines().toList())
        .contains(
            "2 groups scored, 1 unscored, 0 malformed",
            "8 responses, accuracy 75.00 %, reward 0.7500 ± 0.4330",
            "channel format: mean 0.8750",
            "zero variance in groups of 4: 50.0 %");
  }

  @Test
  void fieldsOfOthersAreRenamed() throws Exception {
    Outcome outcome =
        score(
            List.of("{\"q\": \"a\", \"gold\": \"7\", \"samples\": [\"7\"], \"other\": 1}"),
            "--field",
            "prompt=q",
            "--field",
            "reference=gold",
            "--field",
            "responses=samples",
            "--verifier",
            "exact");
    assertThat(outcome.out()).contains("1 responses, accuracy 100.00 %");
  }

  @Test
  void optionsOfAJobAreThoseOfItsVerifiers() throws Exception {
    Path job = directory.resolve("job.properties");
    Files.writeString(job, "millrace.shards=4\nmillrace.score.reward=correct=1,format=0.5\n");
    Outcome outcome =
        score(NUMBERS, "--verifier", "number", "--settings", job.toString(), "--json");
    assertThat(outcome.err()).isEmpty();
    JsonNode report = new ObjectMapper().readTree(outcome.out());
    assertThat(report.path("reward_mean").asDouble()).isEqualTo((6 + 0.5 * 7) / 8);
    String set = "millrace.score.reward=format=1";
    assertThat(score(NUMBERS, "--verifier", "number", "--set", set).out())
        .contains("reward 0.8750");
    assertThat(score(NUMBERS, "--verifier", "number", "--set", set, "--reward", "correct=1").out())
        .contains("reward 0.7500");
    assertThat(score(NUMBERS, "--set", "millrace.score.code-cpus=1 s").err())
        .contains(
            "unknown option millrace.score.code-cpus; the nearest is millrace.score.code-cpu");
    assertThat(score(NUMBERS, "--set", "millrace.shards=1").err())
        .contains("--set millrace.shards: only options millrace.score.*");
    String isolation = "millrace.score.code-isolation=walls";
    assertThat(score(NUMBERS, "--set", isolation))
        .satisfies(refused -> assertThat(refused.status()).isEqualTo(2))
        .satisfies(
            refused ->
                assertThat(refused.err())
                    .contains("millrace.score.code-isolation must be one of", "was 'walls'"));
  }

  @Test
  void recordedAnswersOfSeveralModelsHaveTheZeroVarianceThatTheirLabelsHave() throws Exception {
    Path file = recorded("gsm8k/recorded_responses.jsonl");
    List<String> models =
        List.of("6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification");
    ObjectMapper json = new ObjectMapper();
    int lines = 0;
    int equal = 0;
    for (String line : Files.readAllLines(file)) {
      JsonNode row = json.readTree(line);
      List<Boolean> labels =
          models.stream().map(model -> row.path(model).path("is_correct").asBoolean()).toList();
      lines++;
      equal += labels.stream().distinct().count() == 1 ? 1 : 0;
    }
    String responses = String.join(".solution,", models) + ".solution";
    Outcome outcome =
        score(
            Files.readAllLines(file),
            "--field",
            "prompt=question",
            "--field",
            "reference=ground_truth",
            "--field",
            "responses=" + responses,
            "--verifier",
            "number",
            "--json");
    JsonNode report = json.readTree(outcome.out());
    assertThat(report.path("groups").asInt()).isEqualTo(lines);
    assertThat(report.path("responses").asInt()).isEqualTo(4 * lines);
    // A label in two hundred may differ.
    assertThat(report.path("zero_variance").asDouble())
        .isCloseTo((double) equal / lines, within(0.02));
  }

  private static Path recorded(String name) {
    String named = System.getenv("MILLRACE_DATA");
    Path found = named == null ? null : Path.of(named);
    for (Path at = Path.of("").toAbsolutePath(); found == null && at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared/data");
      found = Files.isDirectory(candidate) ? candidate : null;
    }
    Assumptions.assumeTrue(
        found != null && Files.isRegularFile(found.resolve(name)),
        "skipped: no recorded responses; set MILLRACE_DATA to the folder of shared data");
    return found.resolve(name);
  }

  @Test
  void lineThatCannotBeUsedIsNamed() throws Exception {
    String file = directory.resolve("answers.jsonl").toString();
    assertThat(score(List.of("{\"prompt\": \"a\", \"reference\": \"7\"}")).err())
        .contains(file + ":1: field 'responses' must be an array of strings");
    assertThat(score(NUMBERS).err()).contains(file + ":1: field 'verifier' is missing");
    assertThat(score(NUMBERS, "--verifier", "number+nmber").err())
        .contains(file + ":1: verifier 'nmber' is unknown");
    assertThat(score(NUMBERS, "--field", "respnses=samples").err())
        .contains("--field respnses: is unknown");
    assertThat(score(NUMBERS, "--reward", "correct").err())
        .contains(
            "--reward: must be channel weights such as 'correct=1,format=0.1', was 'correct'");
    assertThat(score(NUMBERS, "--reward", "correct=1,overlong(8,4)=1").err())
        .contains("overlong and brevity count tokens");
  }
}
