package dev.millrace.ops.trace;

import dev.millrace.job.score.GroupScores;
import dev.millrace.job.score.RemoteVerifier;
import dev.millrace.job.score.ResponseScore;
import dev.millrace.job.score.ScoreSettings;
import dev.millrace.job.score.TimedVerifier;
import dev.millrace.job.score.UnscoredException;
import dev.millrace.job.score.Verifier;
import dev.millrace.job.score.Verifiers;
import dev.millrace.job.score.reward.Combination;
import dev.millrace.schemas.ResponseGroup;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The verifiers of this class path, asked again: they are pure functions of prompt and response, so
 * they say what they said, unless they were changed. Those that ask others are not asked.
 */
final class Rejudging {
  private final Combination combination;
  private final Map<String, Verifier> verifiers;
  private final Set<String> remote = new TreeSet<>();

  Rejudging(ScoreSettings settings) {
    this.combination = settings.combination();
    this.verifiers = Verifiers.load(Rejudging.class.getClassLoader(), settings);
    verifiers.forEach(
        (name, verifier) -> {
          if (verifier instanceof RemoteVerifier) {
            remote.add(name);
          }
        });
    // The threads of these are daemons: they end with the command.
    verifiers.replaceAll(
        (name, v) -> v.isBounded() ? v : new TimedVerifier(v, settings.verifierTimeout()));
  }

  /**
   * What is found in the responses of a group.
   *
   * @param scores [G]; null when the group cannot be judged
   * @param problem why not; empty when it can
   */
  record Judgement(@Nullable List<ResponseScore> scores, String problem) {}

  Judgement of(ResponseGroup group) {
    for (String part : group.prompt().verifierParts()) {
      if (remote.contains(part)) {
        return new Judgement(null, "verifier " + part + " asks others, who may say something else");
      }
    }
    try {
      return new Judgement(GroupScores.of(group, verifiers, combination), "");
    } catch (UnscoredException e) {
      return new Judgement(null, String.valueOf(e.getMessage()));
    }
  }
}
