package dev.millrace.ops.check;

import java.util.LinkedHashMap;
import java.util.Map;

/** The figures of one check by their names, in the order in which people read them. */
final class Report {
  private final Map<String, Object> figures = new LinkedHashMap<>();

  /** The same report with one figure more. */
  Report with(String name, Object value) {
    figures.put(name, value);
    return this;
  }

  Map<String, Object> figures() {
    return figures;
  }
}
