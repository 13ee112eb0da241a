package dev.millrace.ops.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** The same figures for programs: one JSON object a line; a number that is not known is null. */
public final class ReportJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ReportJson() {}

  /** An interval of a run, by the keys of its line. */
  public static String of(StepLine line) {
    return object(line.values());
  }

  /** The end of a run, with the verdict on it. */
  public static String of(RunSummary summary, CheckVerdict verdict) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("steps", summary.steps());
    fields.put("seconds", summary.seconds());
    fields.put("accuracy_start", summary.accuracyAtStart());
    fields.put("accuracy_end", summary.accuracyAtEnd());
    fields.put("greedy_start", summary.greedyAtStart());
    fields.put("greedy_end", summary.greedyAtEnd());
    fields.put("reward_start", summary.rewardAtStart());
    fields.put("reward_end", summary.rewardAtEnd());
    fields.put("effective_start", summary.effectiveAtStart());
    fields.put("effective_end", summary.effectiveAtEnd());
    fields.put("fill", summary.fill());
    fields.put("age_mean", summary.age());
    fields.put("age_max", summary.oldest());
    fields.put("responses", summary.responses());
    fields.put("check_passed", verdict.passed());
    fields.put("check_complaints", verdict.complaints());
    return object(fields);
  }

  private static String object(Map<String, Object> fields) {
    Map<String, Object> known = new LinkedHashMap<>();
    fields.forEach(
        (name, value) ->
            known.put(
                name, value instanceof Double number && !Double.isFinite(number) ? null : value));
    try {
      return JSON.writeValueAsString(known);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and texts are always JSON", e);
    }
  }
}
