package dev.millrace.ops.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** How a check says what it found: one line a figure, or one JSON object. */
final class ReportFormat {
  @Option(names = "--json", description = "Print one JSON object instead of lines.")
  private boolean json;

  void print(PrintWriter out, Report report) {
    if (json) {
      out.println(json(report));
    } else {
      report.figures().forEach((name, value) -> out.println(name + ": " + text(value)));
    }
    out.flush();
  }

  private static String json(Report report) {
    Map<String, Object> members = new LinkedHashMap<>();
    report.figures().forEach((name, value) -> members.put(name.replace(' ', '_'), value));
    try {
      return new ObjectMapper().writeValueAsString(members);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report that is not JSON: " + members, e);
    }
  }

  private static String text(Object value) {
    if (value instanceof Double number) {
      return String.format(Locale.ROOT, "%.2e", number);
    }
    if (value instanceof List<?> lines) {
      return lines.stream().map(line -> "\n  " + line).collect(Collectors.joining());
    }
    return value instanceof Boolean yes ? (yes ? "yes" : "no") : String.valueOf(value);
  }
}
