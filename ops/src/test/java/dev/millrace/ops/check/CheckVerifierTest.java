package dev.millrace.ops.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.job.score.Verifier;
import dev.millrace.ops.Millrace;
import dev.millrace.schemas.Prompt;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckVerifierTest {
  private record Ending(int status, String out, String err) {}

  @TempDir Path directory;

  private static Ending check(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Millrace.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] all =
        Stream.concat(Stream.of("check", "verifier"), Stream.of(arguments))
            .map(String::valueOf)
            .toArray(String[]::new);
    return new Ending(command.execute(all), out.toString(), err.toString());
  }

  private Path file(String... lines) throws IOException {
    return Files.write(directory.resolve("rows.jsonl"), List.of(lines));
  }

  private Path mixed() throws IOException {
    return file(
        "{\"reference\": \"7\", \"answer\": \"it is 7\", \"expected\": true}",
        "{\"reference\": \"7\", \"answer\": \"it is 8\", \"expected\": true}",
        "",
        "{\"reference\": \"7\", \"answer\": \"it is 7\", \"expected\": false}",
        "{\"reference\": \"none\", \"answer\": \"it is 7\", \"expected\": false}");
  }

  @Test
  void differencesAreCountedAndListedWithTheirLines() throws IOException {
    Ending ending = check("number", mixed());
    assertThat(ending.status()).isZero();
    assertThat(ending.out())
        .contains(
            "rows: 4",
            "agreement percent: 25.000",
            "wrongly accepted: 1",
            "wrongly refused: 1",
            "unscored: 1",
            "line 2: reference '7' answer 'it is 8'",
            "line 4: reference '7' answer 'it is 7'",
            "line 5: java.lang.IllegalArgumentException: prompt line-5 has no number");
  }

  @Test
  void sameFiguresComeAsJson() throws IOException {
    JsonNode report = new ObjectMapper().readTree(check("number", mixed(), "--json").out());
    assertThat(report.path("rows").asInt()).isEqualTo(4);
    assertThat(report.path("agreement_percent").asDouble()).isEqualTo(25);
    assertThat(report.path("wrongly_accepted").asInt()).isEqualTo(1);
    assertThat(report.path("refused").path(0).asText()).startsWith("line 2");
    assertThat(report.path("p99_ms").isNumber()).isTrue();
  }

  @Test
  void askingForMoreEndsWithOne() throws IOException {
    Path rows = mixed();
    assertThat(check("number", rows, "--least-agreement", 25).status()).isZero();
    assertThat(check("number", rows, "--least-agreement", 25.1).status()).isEqualTo(1);
    assertThat(check("number", rows, "--no-false-accepts").status()).isEqualTo(1);
    assertThat(check("number", rows, "--list", 0).out()).contains("and 1 more");
  }

  @Test
  void fieldsThatAreNamedAreParametersAndOthersAreNone() throws IOException {
    Path rows =
        file(
            "{\"numbers\": [3,7,8], \"target\": 31, \"answer\": \"3*8+7\", \"expected\": true}",
            "{\"numbers\": [3,7,8], \"target\": 31, \"answer\": \"7\", \"expected\": false}");
    assertThat(check("countdown", rows, "--least-agreement", 100).status()).isZero();
    Path close =
        file("{\"reference\": \"1\", \"answer\": \"2\", \"expected\": true, \"tolerance\": 1}");
    assertThat(check("number", close).out()).contains("wrongly refused: 1");
    assertThat(check("number", close, "--parameter", "tolerance").out())
        .contains("wrongly refused: 0");
  }

  @Test
  void fieldsMayBeNestedRepeatedListedOrMissing() throws IOException {
    Path rows =
        file(
            "{\"gt\": \"7\", \"a\": {\"text\": \"7\", \"ok\": true}, \"b\": {\"text\": \"8\","
                + " \"ok\": false}}",
            "{\"gt\": \"7\", \"a\": {\"text\": [\"7\", \"8\"], \"ok\": [true, false]}, \"b\":"
                + " {\"text\": \"9\"}}");
    Ending ending =
        check(
            "number",
            rows,
            "--reference",
            "gt",
            "--answer",
            "a.text",
            "--expected",
            "a.ok",
            "--answer",
            "b.text",
            "--expected",
            "b.ok");
    assertThat(ending.out())
        .contains("rows: 4", "rows without judgement: 1", "agreement percent: 100.000");
  }

  @Test
  void programsAreRunAsTheOptionsSay() throws IOException {
    Path rows = file("{\"reference\": \"f()\", \"answer\": \"def f(): 1\", \"expected\": true}");
    String nowhere = "millrace.score.code-python=no-such-interpreter";
    assertThat(check("code", rows, "--warm-up", 0, "--set", nowhere).out())
        .contains("unscored: 1", "no-such-interpreter");
  }

  @Test
  void whatCannotBeUsedIsNamed() throws IOException {
    assertThat(check("numbr", mixed()).err()).contains("no verifier is named numbr", "number");
    assertThat(check("number", "no/such/file").err()).contains("no/such/file: there is no such");
    assertThat(check("number", file("{")).err()).contains("rows.jsonl: line 1: is not JSON");
    assertThat(check("number", file("[]")).err()).contains("line 1: is not a JSON object");
    assertThat(check("number", file("{\"answer\": \"7\"}")).err())
        .contains("rows.jsonl: has no row with an expected judgement");
    assertThat(check("number", file("{\"answer\": 7, \"expected\": true}")).err())
        .contains("line 1: answer must be text and expected true or false");
    assertThat(check("number", mixed(), "--least-agreement", "101"))
        .isEqualTo(
            new Ending(
                2,
                "",
                "millrace check verifier: --least-agreement: must be a number from 0 to 100, was"
                    + " 101 (see millrace check verifier --help)\n"));
    assertThat(check("number", mixed(), "--answer", "a", "--answer", "b").err())
        .contains("--expected: must be given as often as --answer");
  }

  @Test
  void timesAreThoseOfTheLastRound() {
    // The clock ticks by 1, 2, ..., 100 ms around the hundred judgements of the timed round.
    List<Long> readings = new ArrayList<>();
    LongStream.rangeClosed(1, 100).forEach(i -> readings.addAll(List.of(0L, i * 1_000_000)));
    Prompt prompt = new Prompt("p", "d", "", new int[0], "7", "always", Map.of(), 0);
    List<VerifierRow> rows =
        LongStream.range(0, 100)
            .mapToObj(i -> new VerifierRow((int) i, prompt, "7", true))
            .toList();
    VerifierAgreement agreement =
        VerifierAgreement.of(new Always(), rows, 2, () -> readings.remove(0));
    assertThat(agreement.percent()).isEqualTo(100);
    assertThat(agreement.milliseconds(0.5)).isEqualTo(50);
    assertThat(agreement.milliseconds(0.99)).isEqualTo(99);
    assertThat(agreement.milliseconds(1)).isEqualTo(100);
  }

  /** A verifier that finds everything right. */
  private static final class Always implements Verifier {
    @Override
    public String name() {
      return "always";
    }

    @Override
    public Map<String, Float> score(Prompt prompt, String response) {
      return Map.of(CORRECT, 1f);
    }
  }
}
