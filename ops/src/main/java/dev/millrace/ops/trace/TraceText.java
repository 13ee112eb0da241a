package dev.millrace.ops.trace;

import dev.millrace.ops.trace.GroupTrace.ResponseTrace;
import dev.millrace.ops.trace.GroupTrace.Span;
import dev.millrace.ops.trace.GroupTrace.Use;
import dev.millrace.ops.trace.Trace.StepTrace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A trace as people read it. */
final class TraceText {
  private static final int DIGEST = 12;
  private static final int LONGEST = 100;

  private TraceText() {}

  /**
   * The lines of a trace.
   *
   * @param trace what was found
   * @param onlyResponse id of the only response to show; null for all
   */
  static List<String> of(Trace trace, @Nullable String onlyResponse) {
    List<String> lines = new ArrayList<>();
    StepTrace step = trace.step();
    if (step != null) {
      step(step, lines);
      // The chain of a whole step: one line a slot, the groups can be followed by their ids.
      trace.groups().forEach(group -> lines.add("  " + slot(group)));
    } else {
      trace.groups().forEach(group -> group(group, onlyResponse, lines));
    }
    return lines;
  }

  private static void step(StepTrace step, List<String> lines) {
    lines.add(
        "step "
            + step.step()
            + " of lineage "
            + step.lineage()
            + ", arm "
            + step.arm()
            + ", finished "
            + Instant.ofEpochMilli(step.finishedAtMillis())
            + (step.undone() ? ", UNDONE by a restart" : ""));
    lines.add(
        "  weights   "
            + shortened(step.weightsBefore())
            + " -> version "
            + version(step.version(), step.sha256(), step.onDisk())
            + ", "
            + step.updates()
            + " updates"
            + (step.refusedBecause().isEmpty() ? "" : ", refused: " + step.refusedBecause()));
    if (!step.otherLineages().isEmpty()) {
      lines.add("  trained   also by lineages " + step.otherLineages() + ", which a restart cut");
    }
    lines.add("  slots     " + step.slots());
  }

  private static String slot(GroupTrace group) {
    Use use = group.uses().get(0);
    List<String> rewards = new ArrayList<>();
    group
        .responses()
        .forEach(
            response ->
                rewards.add(response.leftOut() ? "left out" : String.valueOf(response.reward())));
    String sampled =
        group.responses().isEmpty()
            ? "its record is gone"
            : "by " + spans(group.responses().get(0).spans());
    return String.format(
        "%-6s age %-3d use %-2d %s at %s %s, rewards %s",
        use.kind(), use.age(), use.timesUsed(), group.group(), group.place(), sampled, rewards);
  }

  private static void group(GroupTrace group, @Nullable String onlyResponse, List<String> lines) {
    lines.add("group " + group.group() + " at " + group.place());
    if (group.prompt() != null) {
      var prompt = group.prompt();
      lines.add(
          "  prompt    " + prompt.id() + " of " + prompt.dataset() + ": " + text(prompt.text()));
      lines.add("            " + prompt.verifier() + ", reference " + text(prompt.reference()));
    }
    if (group.sampled() != null) {
      var sampled = group.sampled();
      lines.add(
          "  sampled   "
              + Instant.ofEpochMilli(sampled.finishedAtMillis())
              + " by "
              + sampled.generator()
              + ", temperature "
              + sampled.temperature()
              + ", seed "
              + sampled.seed());
    }
    for (ResponseTrace response : group.responses()) {
      if (onlyResponse == null || onlyResponse.equals(response.id())) {
        lines.add(
            "  response  "
                + response.id()
                + ": "
                + response.tokens()
                + " tokens by "
                + spans(response.spans())
                + ", "
                + response.finish()
                + ", "
                + rewards(response)
                + ", "
                + text(response.text()));
      }
    }
    lines.add("  filter    " + group.verdict());
    group.uses().forEach(use -> lines.add("  step      " + use(use)));
    group.notes().forEach(note -> lines.add("  note      " + note));
  }

  private static String rewards(ResponseTrace response) {
    String again =
        response.judgedAgain() == null ? "" : " (judged again: " + response.judgedAgain() + ")";
    if (response.leftOut()) {
      return "left out: nobody could judge it" + again;
    }
    String channels = response.channels() == null ? "not judged" : response.channels().toString();
    return channels + (response.reward() == null ? "" : " -> reward " + response.reward()) + again;
  }

  private static String use(Use use) {
    return use.step()
        + " "
        + use.kind()
        + ", age "
        + use.age()
        + ", use "
        + use.timesUsed()
        + " -> version "
        + version(use.version(), use.sha256(), use.onDisk())
        + (use.undone() ? ", UNDONE by a restart" : "");
  }

  private static String version(String version, String sha256, @Nullable Boolean onDisk) {
    if (sha256.isEmpty()) {
      return version + " (not published)";
    }
    String disk = onDisk == null ? "" : onDisk ? ", on disk" : ", no longer on disk";
    return version + " (sha256 " + shortened(sha256) + disk + ")";
  }

  private static String spans(List<Span> spans) {
    return spans.stream()
        .map(
            span ->
                span.version()
                    + (spans.size() == 1 ? "" : " [" + span.start() + "," + span.end() + ")")
                    + (span.undone() ? " (undone)" : ""))
        .collect(Collectors.joining(", "));
  }

  private static String shortened(String digest) {
    return digest.length() <= DIGEST ? digest : digest.substring(0, DIGEST);
  }

  /** A text on one line, quoted, and not longer than a line. */
  private static String text(String text) {
    String line = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    return '"' + (line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…") + '"';
  }
}
