package dev.millrace.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class BenchReportTest {
  private final StringWriter printed = new StringWriter();

  @Test
  void figureBesideItsTargetSaysWhetherItIsMet() {
    Figure ratio = Figure.of("stream over bare loop", 0.8, "");
    assertThat(BenchReport.line(ratio.atLeast(0.75))).endsWith("wanted >= 0.75: yes");
    assertThat(BenchReport.line(ratio.atLeast(0.9))).endsWith("wanted >= 0.90: NO");
    assertThat(BenchReport.line(ratio.atMost(0.8))).endsWith("wanted <= 0.80: yes");
  }

  @Test
  void unknownFigureMeetsNoTarget() {
    Figure unknown = Figure.of("round trip", Double.NaN, "ms");
    assertThat(BenchReport.line(unknown.atMost(50))).contains("unknown").endsWith("NO");
    assertThat(BenchReport.line(unknown.atLeast(50))).endsWith("NO");
  }

  @Test
  void jsonIsOneObjectWithTheFiguresOfEachSection() throws Exception {
    BenchReport report = new BenchReport(new PrintWriter(printed), /* json= */ true);
    BenchReport.Section section = report.section("loop");
    section.add(Figure.of("time of a step", 12.5, "ms"));
    section.add(Figure.of("round trip", Double.NaN, "ms"));
    report.end();
    assertThat(printed.toString()).hasLineCount(1);
    JsonNode figures = new ObjectMapper().readTree(printed.toString()).path("loop");
    assertThat(figures.path("time of a step, ms").asDouble()).isEqualTo(12.5);
    assertThat(figures.path("round trip, ms").isNull()).isTrue();
  }
}
