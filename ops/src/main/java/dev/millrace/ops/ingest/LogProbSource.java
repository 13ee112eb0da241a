package dev.millrace.ops.ingest;

import dev.millrace.job.settings.Option;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Where the behaviour log-probs of recorded responses come from. */
enum LogProbSource {
  /** A policy computes them, as if it had sampled the responses. */
  RECOMPUTED,
  /** The file has them, with the tokens. */
  RECORDED,
  /** Nowhere: the groups are texts, which can be scored and not trained. */
  ABSENT;

  /** By the names that people type. */
  static Map<String, LogProbSource> byName() {
    return new TreeMap<>(
        Arrays.stream(values()).collect(Collectors.toMap(Option::kebab, source -> source)));
  }
}
