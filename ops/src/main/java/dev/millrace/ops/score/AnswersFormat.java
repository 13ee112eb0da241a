package dev.millrace.ops.score;

import java.util.Map;
import java.util.TreeMap;

/** How recorded answers lie in a file, one JSON object a line. */
enum AnswersFormat {
  /** A line is a prompt with all its answers. */
  JSONL,
  /** A line is a prompt with one answer; neighbours with the same prompt are a group. */
  ROWS;

  /** By the names that people type. */
  static Map<String, AnswersFormat> byName() {
    return new TreeMap<>(Map.of("jsonl", JSONL, "rows", ROWS));
  }
}
