package dev.millrace.ops.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportTest {

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 39, 3_000})
  void pageIsWellFormedForRunsOfAnyLength(int steps) throws Exception {
    Document page = parsed(ReportPage.html(TestRuns.facts(), TestRuns.learning(steps)));

    assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(12);
    assertThat(page.getElementsByTagName("title").item(0).getTextContent())
        .isEqualTo("Millrace: addition, popo, seed 3");
  }

  @Test
  void severalRewardChannelsHaveChartsOfTheirOwn() {
    RunHistory history = new RunHistory();
    for (int step = 1; step <= 3; step++) {
      Map<String, Double> metrics = new TreeMap<>();
      for (String channel : List.of("correct", "format.tags", "overlong")) {
        metrics.put("reward/channel/" + channel + "/mean", 0.1 * step);
      }
      history.add(TestRuns.record(step, step, metrics));
    }
    List<Panel> panels = Panels.of(history);

    assertThat(panels.subList(1, 5))
        .extracting(Panel::title)
        .containsExactly("Reward", "Reward channels", "Reward channels", "Effective and filled");
    assertThat(panels.get(2).curves()).extracting(Curve::label).contains("correct", "format.tags");
    assertThat(panels.get(3).curves()).extracting(Curve::label).containsExactly("overlong");
    assertThat(panels.get(3).curves().get(0).y()).containsExactly(0.1, 0.2, 0.1 * 3);
  }

  @Test
  void pageNeedsNothingFromOutside() {
    String page = ReportPage.html(TestRuns.facts(), TestRuns.learning(100));

    assertThat(page).doesNotContainPattern("(?i)(https?:)?//[a-z0-9]");
    assertThat(page).doesNotContainPattern("(?i)(src|href)\\s*=\\s*[\"']");
  }

  @Test
  void pageOfALongRunStaysSmall() {
    String page = ReportPage.html(TestRuns.facts(), TestRuns.learning(5_000));

    assertThat(page.length()).isLessThan(3_000_000);
  }

  @Test
  void namesFromOutsideCannotBecomeMarkup() throws Exception {
    RunFacts hostile =
        new RunFacts("<script>", "a&b", 1, "'\"", Map.of("</style>", "<b>"), Map.of());

    String page = ReportPage.html(hostile, new RunHistory());

    assertThat(parsed(page).getElementsByTagName("b").getLength()).isEqualTo(6);
    assertThat(page).doesNotContain("<script></h1>");
  }

  @Test
  void writingReplacesAnEarlierPageWhole() throws IOException {
    Path file = directory.resolve("report.html");
    ReportPage.write(file, TestRuns.facts(), TestRuns.learning(10));
    ReportPage.write(file, TestRuns.facts(), TestRuns.learning(20));

    assertThat(Files.readString(file)).contains("\n20,").endsWith("</html>\n");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3_000})
  void pictureDecodesAndIsNotBlank(int steps) throws IOException {
    Path file = directory.resolve("report.png");
    ReportImage.write(file, TestRuns.facts(), TestRuns.learning(steps));

    BufferedImage image = ImageIO.read(file.toFile());
    Set<Integer> colours = new HashSet<>();
    for (int x = 0; x < image.getWidth(); x++) {
      colours.add(image.getRGB(x, image.getHeight() / 3));
    }
    assertThat(colours).hasSizeGreaterThan(3);
  }

  @Test
  void tableHasARowForEveryStepAndAColumnForEveryFigure() {
    RunHistory history = new RunHistory();
    history.add(TestRuns.record(1, 0, Map.of("a", 1.5)));
    history.add(TestRuns.record(2, 0, Map.of("a", 2.0, "b", Double.NaN)));

    assertThat(CurveTable.csv(history)).isEqualTo("step,a,b\n1,1.5,\n2,2.0,\n");
  }

  private static Document parsed(String page) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(page)));
  }
}
