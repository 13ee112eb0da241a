package dev.millrace.ops.check;

import dev.millrace.job.score.Verifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How far a verifier agrees with known judgements.
 *
 * @param rows how many were judged
 * @param wronglyAccepted rows that it takes for right and that are not
 * @param wronglyRefused rows that it takes for wrong and that are right
 * @param unscored rows that it could not judge
 * @param nanoseconds of each judgement, ascending
 */
record VerifierAgreement(
    int rows,
    List<VerifierRow> wronglyAccepted,
    List<VerifierRow> wronglyRefused,
    List<Unscored> unscored,
    long[] nanoseconds) {

  /** A row and the words with which the verifier gave up. */
  record Unscored(VerifierRow row, String reason) {}

  /**
   * Judges all rows.
   *
   * @param warmUp rounds before the one that is timed
   * @param clock in nanoseconds
   */
  static VerifierAgreement of(
      Verifier verifier, List<VerifierRow> rows, int warmUp, LongSupplier clock) {
    for (int round = 0; round < warmUp; round++) {
      rows.forEach(row -> judge(verifier, row));
    }
    List<VerifierRow> accepted = new ArrayList<>();
    List<VerifierRow> refused = new ArrayList<>();
    List<Unscored> unscored = new ArrayList<>();
    long[] times = new long[rows.size()];
    for (int i = 0; i < times.length; i++) {
      VerifierRow row = rows.get(i);
      long start = clock.getAsLong();
      Judgement judgement = judge(verifier, row);
      times[i] = clock.getAsLong() - start;
      if (!judgement.failure().isEmpty()) {
        unscored.add(new Unscored(row, judgement.failure()));
      } else if (judgement.correct() != row.expected()) {
        (judgement.correct() ? accepted : refused).add(row);
      }
    }
    Arrays.sort(times);
    return new VerifierAgreement(rows.size(), accepted, refused, unscored, times);
  }

  private record Judgement(boolean correct, String failure) {}

  private static Judgement judge(Verifier verifier, VerifierRow row) {
    try {
      Map<String, Float> channels = verifier.score(row.prompt(), row.answer());
      Float correct = channels.get(Verifier.CORRECT);
      return correct == null
          ? new Judgement(false, "gave no channel " + Verifier.CORRECT)
          : new Judgement(correct > 0.5f, "");
    } catch (RuntimeException e) {
      // Any failure of foreign code is the same fact: this row was not judged.
      return new Judgement(false, String.valueOf(e));
    }
  }

  /** The share of rows that were judged as expected, in percent. */
  double percent() {
    int wrong = wronglyAccepted.size() + wronglyRefused.size() + unscored.size();
    return 100.0 * (rows - wrong) / rows;
  }

  /** The time below which this share of the judgements stayed, in milliseconds. */
  double milliseconds(double share) {
    int index = (int) Math.ceil(share * nanoseconds.length) - 1;
    return nanoseconds[Math.max(0, index)] / 1e6;
  }
}
