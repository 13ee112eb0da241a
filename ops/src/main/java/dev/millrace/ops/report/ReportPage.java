package dev.millrace.ops.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * The page of learning curves: one file of HTML with everything in it, so that it can be opened
 * from disk, kept, and sent. Well-formed XML as well.
 */
public final class ReportPage {

  private ReportPage() {}

  /** Writes the page; the file is there whole or not at all. */
  public static void write(Path file, RunFacts facts, RunHistory history) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    try {
      Files.writeString(draft, html(facts, history));
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  static String html(RunFacts facts, RunHistory history) {
    String title = "Millrace: " + facts.task() + ", " + facts.arm() + ", seed " + facts.seed();
    StringBuilder page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
        .append("<title>")
        .append(Markup.escaped(title))
        .append("</title>\n<style>\n")
        .append(resource("page.css"))
        .append("</style>\n</head>\n<body>\n");
    heading(page, facts);
    figures(page, RunSummary.of(history));
    charts(page, history);
    facts(page, facts);
    values(page, history);
    return page.append("</body>\n</html>\n").toString();
  }

  private static void heading(StringBuilder page, RunFacts facts) {
    page.append("<h1>")
        .append(Markup.escaped(facts.task() + " · " + facts.arm()))
        .append("</h1>\n<p class=\"lead\">")
        .append(Markup.escaped("seed " + facts.seed() + " · started " + facts.startedAt()))
        .append("</p>\n");
  }

  private static void figures(StringBuilder page, RunSummary summary) {
    page.append("<ul class=\"figures\">\n");
    summary
        .headlines()
        .forEach(
            (label, value) ->
                page.append("<li><b>")
                    .append(Markup.escaped(value))
                    .append("</b><span>")
                    .append(Markup.escaped(label))
                    .append("</span></li>\n"));
    page.append("</ul>\n");
  }

  private static void charts(StringBuilder page, RunHistory history) {
    page.append("<div class=\"charts\">\n");
    for (Panel panel : Panels.of(history)) {
      SvgCanvas canvas = new SvgCanvas();
      PanelDrawing.draw(panel, canvas);
      page.append("<figure><svg viewBox=\"0 0 ")
          .append(PanelDrawing.WIDTH)
          .append(' ')
          .append(PanelDrawing.HEIGHT)
          .append("\" role=\"img\" aria-label=\"")
          .append(Markup.escaped(panel.title() + ", " + panel.unit()))
          .append("\">\n")
          .append(canvas.elements())
          .append("</svg></figure>\n");
    }
    page.append("</div>\n");
  }

  private static void facts(StringBuilder page, RunFacts facts) {
    page.append("<details open=\"open\"><summary>Settings and versions</summary>\n")
        .append("<div class=\"facts\">\n");
    table(page, facts.settings());
    table(page, facts.versions());
    page.append("</div></details>\n");
  }

  private static void table(StringBuilder page, Map<String, String> rows) {
    if (rows.isEmpty()) {
      return;
    }
    page.append("<table>\n");
    rows.forEach(
        (name, value) ->
            page.append("<tr><td>")
                .append(Markup.escaped(name))
                .append("</td><td>")
                .append(Markup.escaped(value))
                .append("</td></tr>\n"));
    page.append("</table>\n");
  }

  private static void values(StringBuilder page, RunHistory history) {
    page.append("<p class=\"note\">Faint: the value of each step. Full: smoothed over a fiftieth")
        .append(" of the run; the number in the legend is its last value. ")
        .append("<button id=\"save\" type=\"button\">Save all values as CSV</button></p>\n")
        .append("<script type=\"text/csv\" id=\"values\">\n")
        .append(CurveTable.csv(history))
        .append("</script>\n<script>\n")
        .append(resource("page.js"))
        .append("</script>\n");
  }

  private static String resource(String name) {
    try (InputStream stream = ReportPage.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("resource " + name + " is not in the jar");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("resource " + name + " cannot be read", e);
    }
  }
}
