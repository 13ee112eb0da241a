package dev.millrace.ops.score;

import dev.millrace.job.score.GroupScores;
import dev.millrace.job.score.ScoreSettings;
import dev.millrace.job.score.TimedVerifier;
import dev.millrace.job.score.UnscoredException;
import dev.millrace.job.score.Verifier;
import dev.millrace.job.score.Verifiers;
import dev.millrace.job.score.reward.RewardFormula;
import dev.millrace.schemas.ResponseGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The verifiers of this class path over any number of groups, and what came of it. */
final class ScoreRun {
  private final ScoreSettings settings;
  private final ScoreTally tally;
  private final Map<String, MeasuredVerifier> measured = new TreeMap<>();
  private final Map<String, Verifier> verifiers = new TreeMap<>();
  private long malformed;

  ScoreRun(ScoreSettings settings, String gateChannel) {
    this.settings = settings;
    this.tally = new ScoreTally(gateChannel);
    // The threads of timed ones are daemons: they end with the command.
    Verifiers.load(ScoreRun.class.getClassLoader(), settings)
        .forEach(
            (name, verifier) -> {
              MeasuredVerifier one =
                  new MeasuredVerifier(
                      verifier.isBounded()
                          ? verifier
                          : new TimedVerifier(verifier, settings.verifierTimeout()));
              measured.put(name, one);
              verifiers.put(name, one);
            });
  }

  /** Their names. */
  Set<String> verifiers() {
    return verifiers.keySet();
  }

  void score(ResponseGroup group) {
    RewardFormula formula = settings.combination().formula();
    if (group.isText() && (formula.overlong() != null || formula.brevity() != null)) {
      tally.addUnscored("group " + group.groupId() + " has no tokens, which the reward counts");
      return;
    }
    try {
      tally.add(GroupScores.of(group, verifiers, settings.combination(), settings.unscored()));
    } catch (UnscoredException e) {
      tally.addUnscored(String.valueOf(e.getMessage()));
    }
  }

  void addMalformed() {
    malformed++;
  }

  /** The figures by their names, for machines. */
  Map<String, Object> report() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("groups", tally.groups());
    report.put("unscored", tally.unscored());
    report.put("malformed", malformed);
    report.put("responses", tally.responses());
    report.put("left_out", tally.leftOut());
    report.put("accuracy", tally.accuracy());
    report.put("reward_mean", tally.rewardMean());
    report.put("reward_std", tally.rewardStd());
    report.put("channels", tally.channelMeans());
    report.put("zero_variance", tally.zeroVarianceShare());
    Map<String, Double> sizes = new LinkedHashMap<>();
    tally
        .zeroVarianceBySize()
        .forEach(size -> sizes.put(String.valueOf(size.responses()), size.share()));
    report.put("zero_variance_by_size", sizes);
    report.put("unscored_reasons", tally.reasons());
    Map<String, Object> times = new LinkedHashMap<>();
    measured.forEach(
        (name, verifier) -> {
          if (verifier.wasAsked()) {
            MeasuredVerifier.Times t = verifier.times();
            times.put(
                name,
                Map.of(
                    "responses",
                    t.calls(),
                    "p50_ms",
                    t.p50(),
                    "p99_ms",
                    t.p99(),
                    "max_ms",
                    t.max()));
          }
        });
    report.put("verifiers", times);
    return report;
  }

  /** The figures as people read them. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        tally.groups()
            + " groups scored, "
            + tally.unscored()
            + " unscored, "
            + malformed
            + " malformed");
    lines.add(
        String.format(
            Locale.ROOT,
            "%d responses, accuracy %.2f %%, reward %.4f ± %.4f",
            tally.responses(),
            100 * tally.accuracy(),
            tally.rewardMean(),
            tally.rewardStd()));
    tally
        .channelMeans()
        .forEach(
            (name, mean) ->
                lines.add(String.format(Locale.ROOT, "channel %s: mean %.4f", name, mean)));
    lines.add(
        String.format(
            Locale.ROOT, "zero variance: %.1f %% of the groups", 100 * tally.zeroVarianceShare()));
    for (ZeroVariance size : tally.zeroVarianceBySize()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "zero variance in groups of %d: %.1f %%",
              size.responses(),
              100 * size.share()));
    }
    if (tally.leftOut() > 0) {
      lines.add("left out: " + tally.leftOut() + " responses that nobody could judge");
    }
    tally.reasons().forEach((reason, count) -> lines.add("unscored: " + count + " × " + reason));
    measured.forEach(
        (name, verifier) -> {
          if (verifier.wasAsked()) {
            MeasuredVerifier.Times t = verifier.times();
            lines.add(
                String.format(
                    Locale.ROOT,
                    "verifier %s: p50 %.3f ms, p99 %.3f ms, max %.1f ms over %d responses",
                    name,
                    t.p50(),
                    t.p99(),
                    t.max(),
                    t.calls()));
          }
        });
    return lines;
  }
}
