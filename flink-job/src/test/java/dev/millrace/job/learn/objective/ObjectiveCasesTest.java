package dev.millrace.job.learn.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectiveCasesTest {
  private final ObjectMapper json = new ObjectMapper();

  @Test
  void referenceCasesAgree() throws IOException {
    Path file = referenceCases();
    Assumptions.assumeTrue(
        Files.exists(file), () -> "skipped: reference cases are not at " + file.toAbsolutePath());

    ObjectiveCases.Report report = run(file);

    assertThat(report.cases()).isEqualTo(27);
    assertThat(report.failedCases()).isEmpty();
    assertThat(report.countMismatches()).isZero();
    assertThat(report.largestLossError()).isLessThan(1e-5);
    assertThat(report.largestGradientError()).isLessThan(1e-5);
  }

  @Test
  void drawnCasesAgreeAndAWrongLossFails(@TempDir Path directory) throws IOException {
    ObjectNode root = json.createObjectNode();
    for (Correction correction : Correction.values()) {
      for (WeightLevel level : WeightLevel.values()) {
        root.withArray("cases").add(drawnCase(correction, level));
      }
    }
    Path file = directory.resolve("cases.json");
    json.writeValue(file.toFile(), root);
    assertThat(run(file).pass()).isTrue();

    ObjectNode third = (ObjectNode) root.get("cases").get(2).get("expected");
    third.put("loss", third.get("loss").asDouble() * 1.001);
    json.writeValue(file.toFile(), root);
    assertThat(run(file).failedCases()).containsExactly(2);

    third.put("clipped_tokens", third.get("clipped_tokens").asInt() + 1);
    json.writeValue(file.toFile(), root);
    assertThat(run(file).countMismatches()).isEqualTo(1);
  }

  @Test
  void aCaseWithoutAFieldIsNamed(@TempDir Path directory) throws IOException {
    ObjectNode root = json.createObjectNode();
    ObjectNode test = drawnCase(Correction.NONE, WeightLevel.TOKEN);
    test.remove("advantages");
    root.withArray("cases").add(test);
    Path file = directory.resolve("cases.json");
    json.writeValue(file.toFile(), root);

    assertThatThrownBy(() -> run(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("case 0")
        .hasMessageContaining("advantages");
  }

  private ObjectNode drawnCase(Correction correction, WeightLevel level) {
    ObjectiveSettings settings = new ObjectiveSettings(correction, level, 0.2f, 0.28f, 3, 2);
    Random random = new Random(correction.option().length() * 10L + level.option().length());
    int columns = 6;
    ResponseTokens tokens = ObjectiveRun.drawTokens(random, 8, columns);
    float[] proximal = ObjectiveRun.drawNear(random, tokens.behaviour(), 0.4);
    float[] current = ObjectiveRun.drawNear(random, proximal, 0.3);
    var expected = ObjectiveReference.compute(settings, tokens, current, proximal, tokens.tokens());
    ObjectiveFigures figures = new ObjectiveFigures(settings);
    figures.add(tokens, current, proximal);

    ObjectNode test = json.createObjectNode();
    test.putObject("settings")
        .put("correction", correction.option())
        .put("weight_level", level.option())
        .put("clip_low", 0.2)
        .put("clip_high", 0.28)
        .put("dual_clip", 3.0)
        .put("weight_cap", 2.0)
        .put("reduction", "token-mean");
    for (int row = 0; row < 8; row++) {
      int length = 0;
      for (int c = 0; c < columns; c++) {
        length += (int) tokens.mask()[row * columns + c];
      }
      test.withArray("lengths").add(length);
      test.withArray("advantages").add((double) tokens.advantages()[row]);
    }
    matrix(test, "behaviour_logprobs", columns, i -> tokens.behaviour()[i]);
    matrix(test, "proximal_logprobs", columns, i -> proximal[i]);
    matrix(test, "current_logprobs", columns, i -> current[i]);
    ObjectNode wanted = test.putObject("expected").put("loss", expected.loss());
    matrix(wanted, "gradient_wrt_current_logprobs", columns, i -> expected.gradient()[i]);
    wanted
        .put("clipped_tokens", expected.clipped())
        .put("truncated_tokens", figures.truncatedTokens())
        .put("response_tokens", tokens.tokens())
        .put("mean_weight", figures.meanWeight())
        .put("max_weight", figures.maxWeight())
        .put("effective_sample_size", figures.effectiveSampleSize());
    return test;
  }

  private static void matrix(
      ObjectNode node, String name, int columns, java.util.function.IntToDoubleFunction value) {
    for (int row = 0; row < 8; row++) {
      var cells = node.withArray(name).addArray();
      for (int c = 0; c < columns; c++) {
        cells.add(value.applyAsDouble(row * columns + c));
      }
    }
  }

  private static ObjectiveCases.Report run(Path file) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      JniUtils.setGradMode(false);
      return ObjectiveCases.run(file, manager);
    }
  }

  private static Path referenceCases() {
    String data = System.getenv("MILLRACE_DATA");
    if (data != null) {
      return Path.of(data, "objective_cases.json");
    }
    Path last = Path.of("shared/data/objective_cases.json");
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      last = at.resolve("shared/data/objective_cases.json");
      if (Files.exists(last)) {
        return last;
      }
    }
    return last;
  }
}
