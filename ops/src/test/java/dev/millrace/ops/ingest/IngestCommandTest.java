package dev.millrace.ops.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ops.Millrace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is said of a file before anything is sent. */
class IngestCommandTest {
  private static final String GOOD =
      "{\"prompt\": \"1+1=\", \"reference\": \"2\", \"verifier\": \"number\","
          + " \"responses\": [\"2\", {\"text\": \"34\", \"finish\": \"length\"}]}";

  @TempDir private static Path directory;
  private static Path policy;

  private record Ending(int status, String out, String err) {}

  @BeforeAll
  static void write() {
    policy = TestPolicy.write(directory, 5);
  }

  private static Path file(String... lines) throws IOException {
    return Files.write(directory.resolve("answers.jsonl"), List.of(lines));
  }

  private static Ending dryRun(Path file, Object... more) {
    List<String> arguments = new ArrayList<>(List.of("ingest", file.toString(), "--dry-run"));
    for (Object argument : more) {
      arguments.add(argument.toString());
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Millrace.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int status = command.execute(arguments.toArray(String[]::new));
    return new Ending(status, out.toString(), err.toString());
  }

  @Test
  void figuresAreThoseOfTheFile() throws Exception {
    Ending ending =
        dryRun(file(GOOD, "", GOOD.replace("1+1", "1+2"), GOOD), "--policy", policy, "--json");
    assertThat(ending.err()).isEmpty();
    JsonNode report = new ObjectMapper().readTree(ending.out());
    // The fourth line is the first again, but of another prompt id: that of its line.
    assertThat(report.path("groups").asInt()).isEqualTo(3);
    assertThat(report.path("responses").asInt()).isEqualTo(6);
    // "2" and the end token, "34" without one.
    assertThat(report.path("response_tokens").asInt()).isEqualTo(3 * (2 + 2));
    assertThat(report.path("longest_response").asInt()).isEqualTo(2);
    assertThat(report.path("groups_by_size").path("2").asInt()).isEqualTo(3);
    assertThat(report.path("groups_by_verifier").path("number").asInt()).isEqualTo(3);
    assertThat(report.path("sent").asInt()).isZero();
  }

  @Test
  void copiesAreCountedOnce() throws Exception {
    String named = GOOD.replace("{\"prompt\"", "{\"id\": \"a\", \"prompt\"");
    Ending ending = dryRun(file(named, named, GOOD), "--log-probs", "absent");
    assertThat(ending.out())
        .contains("2 groups, 1 copies of earlier ones, 0 lines passed over", "nothing sent");
  }

  @Test
  void badLineIsNamedOrCounted() throws Exception {
    String[] bad = {
      "{",
      "{\"prompt\": \"1\", \"reference\": \"2\", \"responses\": [\"1\", \"2\"]}",
      GOOD.replace("number", "nmber"),
      GOOD.replace("[\"2\", ", "[7, "),
      GOOD.replace("\"length\"", "\"tired\""),
      GOOD.replace("\"text\": \"34\"", "\"text\": \"34\", \"tokens\": [99]"),
      GOOD.replace("\"text\": \"34\"", "\"text\": \"34\", \"tokens\": [3, 4], \"logprobs\": [-1]"),
      GOOD.replace("\"34\"", "\"" + "3".repeat(30) + "\""),
      GOOD.replace("[\"2\", ", "["),
    };
    String[] reasons = {
      "not JSON",
      "field 'verifier' is missing",
      "verifier 'nmber' is unknown",
      "field 'responses' must hold strings, or objects with a 'text'",
      "'text' must be a string, and 'finish' stop or length",
      "response 1: token 99 at 0 is not below 13",
      "response 1: 1 log-probs for 2 tokens",
      "response 1: 34 tokens with its prompt, the policy has 24 positions",
      "one response has nothing to be compared with",
    };
    for (int i = 0; i < bad.length; i++) {
      Path file = file(GOOD, bad[i]);
      Ending ending = dryRun(file, "--policy", policy);
      assertThat(ending.status()).isEqualTo(1);
      assertThat(ending.out()).isEmpty();
      assertThat(ending.err()).contains(file + ":2: ", reasons[i]);
      assertThat(dryRun(file, "--policy", policy, "--skip-bad").out())
          .contains("1 groups, 0 copies of earlier ones, 1 lines passed over", reasons[i]);
    }
    assertThat(dryRun(file("{", "{"), "--policy", policy, "--skip-bad").err())
        .contains("answers.jsonl: has no line that can be used");
  }

  @Test
  void recordedLogProbsNeedTokens() throws Exception {
    Ending ending = dryRun(file(GOOD), "--policy", policy, "--log-probs", "recorded");
    assertThat(ending.err())
        .contains("answers.jsonl:1: response 0: has no 'tokens' with 'logprobs'");
    String one = "{\"text\": \"2\", \"tokens\": [2, 12], \"logprobs\": [-1, -0.5]}";
    Path full = file(GOOD.replaceFirst("\\[.*]", "[" + one + ", " + one + "]"));
    assertThat(dryRun(full, "--policy", policy, "--log-probs", "recorded").out())
        .contains("2 responses, 4 tokens, at most 2 a response");
  }

  @Test
  void neighboursWithOnePromptAreAGroupOfRows() throws Exception {
    String row = "{\"input\": \"1+1=\", \"gts\": \"2\", \"output\": \"%s\", \"step\": 3}";
    Path file =
        file(
            row.formatted("2"),
            row.formatted("3"),
            row.formatted("4").replace("1+1", "2+2"),
            row.formatted("2").replace("1+1", "2+2"),
            row.formatted("2").replace("1+1", "2+2"));
    Ending ending =
        dryRun(
            file,
            "--format",
            "rows",
            "--field",
            "prompt=input",
            "--field",
            "reference=gts",
            "--field",
            "responses=output",
            "--verifier",
            "number",
            "--policy",
            policy);
    assertThat(ending.err()).isEmpty();
    assertThat(ending.out()).contains("2 groups, ", "groups of 2: 1", "groups of 3: 1");
  }

  @Test
  void fieldsMayBePathsAndResponsesSeveralOfThem() throws Exception {
    Path file =
        file(
            "{\"task\": {\"q\": \"1+1=\", \"gold.answer\": 2}, \"small\": {\"text\": \"2\"},"
                + " \"large\": {\"text\": [\"3\", \"4\"]}}");
    Ending ending =
        dryRun(
            file,
            "--field",
            "prompt=task.q",
            "--field",
            "reference=task.gold.answer",
            "--field",
            "responses=small.text, large.text, none.text",
            "--verifier",
            "number",
            "--log-probs",
            "absent");
    assertThat(ending.err()).isEmpty();
    assertThat(ending.out()).contains("groups of 3: 1");
  }

  @Test
  void commandLineThatMeansNothingIsRefused() throws Exception {
    assertThat(dryRun(file(GOOD)).err()).contains("--policy: is missing");
    assertThat(dryRun(file(GOOD), "--log-probs", "guessed").err())
        .contains("guessed is not one of absent, recomputed, recorded");
    assertThat(dryRun(file(GOOD), "--policy", policy, "--temperature", "0").err())
        .contains("--temperature: must be a number > 0, was 0");
    assertThat(dryRun(file(GOOD), "--policy", policy, "--sampled-by", "7").err())
        .contains("--sampled-by: must be LINEAGE.STEP");
    assertThat(dryRun(file(GOOD), "--policy", directory).err()).contains("tokenizer.json");
  }
}
