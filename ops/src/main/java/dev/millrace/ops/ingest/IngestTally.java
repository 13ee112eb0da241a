package dev.millrace.ops.ingest;

import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a file holds, as it is read. */
final class IngestTally {
  private static final int SHOWN = 20;

  private final Map<Integer, Long> bySize = new TreeMap<>();
  private final Map<String, Long> byVerifier = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private long groups;
  private long copies;
  private long bad;
  private long responses;
  private long tokens;
  private int longest;
  private long fingerprint;

  /** Counts a group; says whether it is the first of its identity. */
  boolean add(ResponseGroup group) {
    if (!seen.add(group.groupId())) {
      copies++;
      return false;
    }
    groups++;
    fingerprint = 31 * fingerprint + group.groupId().hashCode();
    responses += group.responses().size();
    bySize.merge(group.responses().size(), 1L, Long::sum);
    byVerifier.merge(group.prompt().verifier(), 1L, Long::sum);
    for (Response response : group.responses()) {
      tokens += response.tokens().length;
      longest = Math.max(longest, response.tokens().length);
    }
    return true;
  }

  void addBad(String reason) {
    bad++;
    if (problems.size() < SHOWN) {
      problems.add(reason);
    }
  }

  long groups() {
    return groups;
  }

  /** Equal for the same groups in the same order. */
  long fingerprint() {
    return fingerprint;
  }

  /** The figures by their names, for machines. */
  Map<String, Object> report() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("groups", groups);
    report.put("copies", copies);
    report.put("bad_lines", bad);
    report.put("responses", responses);
    report.put("response_tokens", tokens);
    report.put("longest_response", longest);
    report.put("groups_by_size", bySize);
    report.put("groups_by_verifier", byVerifier);
    report.put("problems", problems);
    return report;
  }

  /** The figures as people read them. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        groups + " groups, " + copies + " copies of earlier ones, " + bad + " lines passed over");
    lines.add(responses + " responses, " + tokens + " tokens, at most " + longest + " a response");
    bySize.forEach((size, count) -> lines.add("groups of " + size + ": " + count));
    byVerifier.forEach((verifier, count) -> lines.add("verifier " + verifier + ": " + count));
    problems.forEach(problem -> lines.add("passed over: " + problem));
    if (bad > problems.size()) {
      lines.add("and " + (bad - problems.size()) + " more");
    }
    return lines;
  }
}
