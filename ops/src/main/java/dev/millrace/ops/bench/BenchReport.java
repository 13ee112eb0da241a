package dev.millrace.ops.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Figures by section, printed when they are known, or at the end as one JSON object. */
final class BenchReport {
  private final PrintWriter out;
  private final boolean json;
  private final Map<String, Map<String, Object>> sections = new LinkedHashMap<>();

  BenchReport(PrintWriter out, boolean json) {
    this.out = out;
    this.json = json;
  }

  /** Begins a section; the figures that follow are in it. */
  Section section(String title) {
    Map<String, Object> figures = new LinkedHashMap<>();
    sections.put(title, figures);
    if (!json) {
      out.println(title);
      out.flush();
    }
    return new Section(figures);
  }

  /** A group of figures under one title. */
  final class Section {
    private final Map<String, Object> figures;

    private Section(Map<String, Object> figures) {
      this.figures = figures;
    }

    void add(Figure figure) {
      String name = figure.name() + (figure.unit().isEmpty() ? "" : ", " + figure.unit());
      figures.put(name, Double.isFinite(figure.value()) ? figure.value() : null);
      if (!json) {
        out.println(line(figure));
        out.flush();
      }
    }
  }

  static String line(Figure figure) {
    String line =
        String.format(
            Locale.ROOT,
            "  %-56s %10s %s",
            figure.name(),
            Double.isFinite(figure.value()) ? number(figure.value()) : "unknown",
            figure.unit());
    Figure.Target target = figure.target();
    if (target == null) {
      return line.stripTrailing();
    }
    return String.format(
        "%-82s wanted %s %s: %s",
        line.stripTrailing(),
        target.upper() ? "<=" : ">=",
        number(target.bound()),
        target.met(figure.value()) ? "yes" : "NO");
  }

  private static String number(double value) {
    double size = Math.abs(value);
    String format =
        size >= 1000 || value == Math.rint(value) ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }

  /** Prints the object, where one is wanted. */
  void end() {
    if (json) {
      try {
        out.println(new ObjectMapper().writeValueAsString(sections));
        out.flush();
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("figures are always JSON", e);
      }
    }
  }
}
