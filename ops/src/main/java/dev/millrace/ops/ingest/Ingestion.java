package dev.millrace.ops.ingest;

import dev.millrace.ops.UserError;
import dev.millrace.ops.score.RecordedGroup;
import dev.millrace.ops.score.RecordedGroups;
import dev.millrace.policy.Policy;
import dev.millrace.policy.TeacherForcing;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A file of recorded responses, read twice: first every line is checked, then its groups are sent.
 * One line at a time is in memory, and what identifies each group.
 *
 * @param file of the responses
 * @param verifiers names that a prompt may give
 * @param source of the log-probs
 * @param text makes tokens; null where there are none
 * @param recipe what groups are made with; two recipes never make the same group
 * @param clock dates the groups
 */
record Ingestion(
    RecordedGroups file,
    Set<String> verifiers,
    LogProbSource source,
    @Nullable PolicyText text,
    String recipe,
    Clock clock) {
  /** Longest id that the job takes, in characters. */
  private static final int LONGEST_ID = 256;

  /** Where a group goes. */
  @FunctionalInterface
  interface Target {
    /** Takes a group and the place that it comes from. */
    void send(String where, ResponseGroup group);
  }

  /**
   * Checks every line.
   *
   * @param skipBad whether a line that cannot be used is counted and passed over
   * @throws UserError that names file, line and what is wrong
   */
  IngestTally check(boolean skipBad) {
    IngestTally tally = new IngestTally();
    file.forEach(
        verifiers,
        (where, recorded) -> {
          ResponseGroup group = group(where, recorded);
          GroupSender.requireFits(where, group);
          tally.add(group);
        },
        bad(tally, skipBad));
    return tally;
  }

  /**
   * Sends every group once.
   *
   * @param checked what the check found
   * @param policy computes log-probs; null where they are not computed
   * @param target takes the groups
   * @param progress hears how many were sent
   * @throws UserError when the file is not what was checked, or a group cannot be written
   */
  void send(IngestTally checked, @Nullable Policy policy, Target target, LongConsumer progress) {
    IngestTally sent = new IngestTally();
    boolean[] failed = {false};
    file.forEach(
        verifiers,
        (where, recorded) -> {
          ResponseGroup group = group(where, recorded);
          if (sent.add(group)) {
            try {
              target.send(where, policy == null ? group : withLogProbs(policy, group));
            } catch (UserError e) {
              failed[0] = true; // nothing of the line: it must not be passed over
              throw e;
            }
            progress.accept(sent.groups());
          }
        },
        problem -> {
          if (failed[0]) {
            throw problem;
          }
          sent.addBad(String.valueOf(problem.getMessage()));
        });
    if (sent.fingerprint() != checked.fingerprint()) {
      throw new UserError(
          file.file() + ": changed while it was read; " + sent.groups() + " groups were sent");
    }
  }

  private static Consumer<UserError> bad(IngestTally tally, boolean skip) {
    return problem -> {
      if (!skip) {
        throw problem;
      }
      tally.addBad(String.valueOf(problem.getMessage()));
    };
  }

  private ResponseGroup group(String where, RecordedGroup recorded) {
    if (recorded.prompt().promptId().length() > LONGEST_ID) {
      throw new UserError(where + ": an id of more than " + LONGEST_ID + " characters");
    }
    String id = RecordIdentity.of(recorded, recipe);
    if (text == null) {
      return recorded.withoutTokens(id, recipe, clock.millis());
    }
    if (recorded.responses().size() < 2) {
      throw new UserError(
          where
              + ": one response has nothing to be compared with; --log-probs absent takes it, to be"
              + " scored");
    }
    boolean given = source == LogProbSource.RECORDED;
    return text.group(where, id, recipe, recorded, given, clock.millis());
  }

  private static ResponseGroup withLogProbs(Policy policy, ResponseGroup group) {
    List<int[]> answers = group.responses().stream().map(Response::tokens).toList();
    return PolicyText.with(
        group,
        TeacherForcing.logProbs(
            policy, group.promptTokens(), answers, group.sampling().temperature()));
  }
}
