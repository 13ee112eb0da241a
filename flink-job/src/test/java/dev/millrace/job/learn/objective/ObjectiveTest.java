package dev.millrace.job.learn.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ObjectiveTest {
  private static final ObjectiveSettings DECOUPLED =
      new ObjectiveSettings(Correction.DECOUPLED, WeightLevel.TOKEN, 0.2f, 0.28f, 0, 0);
  private static final ObjectiveSettings BEHAVIOUR_CLIP =
      new ObjectiveSettings(Correction.BEHAVIOUR_CLIP, WeightLevel.TOKEN, 0.2f, 0.28f, 0, 0);
  private static final ObjectiveSettings UNCORRECTED =
      new ObjectiveSettings(Correction.NONE, WeightLevel.TOKEN, 0.2f, 0.28f, 0, 0);

  @Property(seed = "42", tries = 200)
  void lossAndGradientAgreeWithTheFormulaWrittenOut(
      @ForAll long seed,
      @ForAll Correction correction,
      @ForAll WeightLevel level,
      @ForAll @IntRange(min = 0, max = 1) int dual,
      @ForAll @IntRange(min = 0, max = 1) int cap) {
    ObjectiveSettings settings =
        new ObjectiveSettings(correction, level, 0.2f, 0.28f, dual * 3f, cap * 2f);
    Random random = new Random(seed);
    ResponseTokens tokens = ObjectiveRun.drawTokens(random, 8, 6);
    float[] proximal = ObjectiveRun.drawNear(random, tokens.behaviour(), 0.4);
    float[] current = ObjectiveRun.drawNear(random, proximal, 0.3);

    var expected = ObjectiveReference.compute(settings, tokens, current, proximal, tokens.tokens());
    var found = ObjectiveRun.compute(settings, tokens, current, proximal, tokens.tokens());

    double size = Arrays.stream(expected.gradient()).map(Math::abs).max().orElseThrow();
    double terms = Arrays.stream(expected.gradient()).map(Math::abs).sum();
    assertThat((double) found.loss()).isCloseTo(expected.loss(), within(1e-5 * terms + 1e-6));
    for (int i = 0; i < expected.gradient().length; i++) {
      assertThat((double) found.gradient()[i])
          .isCloseTo(expected.gradient()[i], within(1e-5 * size));
    }
    ObjectiveFigures figures = new ObjectiveFigures(settings);
    figures.add(tokens, current, proximal);
    assertThat(figures.clippedTokens()).isEqualTo(expected.clipped());
  }

  @Property(seed = "42", tries = 50)
  void splittingAStepChangesNeitherLossNorGradient(
      @ForAll long seed, @ForAll Correction correction, @ForAll WeightLevel level) {
    ObjectiveSettings settings = new ObjectiveSettings(correction, level, 0.2f, 0.28f, 10, 5);
    Random random = new Random(seed);
    ResponseTokens whole = ObjectiveRun.drawTokens(random, 28, 5);
    float[] proximal = ObjectiveRun.drawNear(random, whole.behaviour(), 0.3);
    float[] current = ObjectiveRun.drawNear(random, proximal, 0.2);
    var undivided = ObjectiveRun.compute(settings, whole, current, proximal, whole.tokens());
    double size = 0;
    double terms = 0;
    for (float g : undivided.gradient()) {
      size = Math.max(size, Math.abs(g));
      terms += Math.abs(g);
    }

    for (int parts : List.of(2, 7)) {
      int rows = 28 / parts;
      double loss = 0;
      for (int part = 0; part < parts; part++) {
        ResponseTokens slice = rows(whole, part * rows, rows);
        var found =
            ObjectiveRun.compute(
                settings,
                slice,
                cells(current, part * rows * 5, rows * 5),
                cells(proximal, part * rows * 5, rows * 5),
                whole.tokens());
        loss += found.loss();
        for (int i = 0; i < found.gradient().length; i++) {
          assertThat((double) found.gradient()[i])
              .isCloseTo(undivided.gradient()[part * rows * 5 + i], within(1e-6 * size));
        }
      }
      assertThat(loss).isCloseTo(undivided.loss(), within(1e-6 * terms));
    }
  }

  @Property(seed = "42", tries = 50)
  void aReplayedRowIsTrainedBitForBitLikeAFreshOne(@ForAll long seed) {
    Random random = new Random(seed);
    ResponseTokens drawn = ObjectiveRun.drawTokens(random, 8, 6);
    ResponseTokens fresh =
        new ResponseTokens(8, 6, drawn.mask(), drawn.behaviour(), drawn.advantages(), new byte[8]);
    float[] proximal = ObjectiveRun.drawNear(random, drawn.behaviour(), 0.4);
    float[] current = ObjectiveRun.drawNear(random, proximal, 0.3);

    var mixed = ObjectiveRun.compute(DECOUPLED, drawn, current, proximal, drawn.tokens());
    var onlyFresh = ObjectiveRun.compute(DECOUPLED, fresh, current, proximal, drawn.tokens());

    assertThat(mixed.loss()).isEqualTo(onlyFresh.loss());
    assertThat(mixed.gradient()).isEqualTo(onlyFresh.gradient());
  }

  @Property(seed = "42", tries = 50)
  void behaviourEqualToProximalNeedsNoCorrection(@ForAll long seed) {
    Random random = new Random(seed);
    ResponseTokens tokens = ObjectiveRun.drawTokens(random, 8, 6);
    float[] proximal = tokens.behaviour();
    float[] current = ObjectiveRun.drawNear(random, proximal, 0.3);

    ObjectiveFigures figures = new ObjectiveFigures(DECOUPLED);
    figures.add(tokens, current, proximal);
    assertThat(figures.meanWeight()).isEqualTo(1);
    assertThat(figures.maxWeight()).isEqualTo(1);
    assertThat(figures.effectiveSampleSize()).isEqualTo(1);
    assertThat(figures.kl()).isEqualTo(0);

    var decoupled = ObjectiveRun.compute(DECOUPLED, tokens, current, proximal, tokens.tokens());
    var uncorrected = ObjectiveRun.compute(UNCORRECTED, tokens, current, proximal, tokens.tokens());
    assertThat(decoupled.loss()).isEqualTo(uncorrected.loss());
    assertThat(decoupled.gradient()).isEqualTo(uncorrected.gradient());
  }

  @Property(seed = "42", tries = 50)
  void atTheProximalPolicyTheGradientIsWeightTimesAdvantage(@ForAll long seed) {
    Random random = new Random(seed);
    ResponseTokens tokens = ObjectiveRun.drawTokens(random, 8, 6);
    float[] proximal = ObjectiveRun.drawNear(random, tokens.behaviour(), 0.4);

    var found = ObjectiveRun.compute(DECOUPLED, tokens, proximal, proximal, tokens.tokens());

    for (int i = 0; i < found.gradient().length; i++) {
      double w = Math.exp((double) proximal[i] - tokens.behaviour()[i]);
      double wanted =
          -tokens.mask()[i] * w * tokens.advantages()[i / tokens.columns()] / tokens.tokens();
      assertThat((double) found.gradient()[i]).isCloseTo(wanted, within(1e-6 * Math.abs(wanted)));
    }
  }

  @Property(seed = "42", tries = 50)
  void behaviourNeverDecidesWhichTokensAreClipped(@ForAll long seed, @ForAll WeightLevel level) {
    ObjectiveSettings settings =
        new ObjectiveSettings(Correction.DECOUPLED, level, 0.2f, 0.28f, 0, 0);
    Random random = new Random(seed);
    ResponseTokens tokens = ObjectiveRun.drawTokens(random, 8, 6);
    float[] proximal = ObjectiveRun.drawNear(random, tokens.behaviour(), 0.4);
    float[] current = ObjectiveRun.drawNear(random, proximal, 0.5);
    ResponseTokens other =
        ObjectiveRun.withBehaviour(tokens, ObjectiveRun.drawNear(random, tokens.behaviour(), 2));

    var one = ObjectiveRun.compute(settings, tokens, current, proximal, tokens.tokens());
    var two = ObjectiveRun.compute(settings, other, current, proximal, tokens.tokens());

    for (int i = 0; i < one.gradient().length; i++) {
      assertThat(one.gradient()[i] == 0).isEqualTo(two.gradient()[i] == 0);
    }
  }

  @Test
  void behaviourClipClipsAtTheFirstUpdateAndDecoupledDoesNot() {
    // π_prox / b = e^0.5 ≈ 1.65 > 1.28 for a token to be raised, e^−0.5 ≈ 0.61 < 0.8 for one to be
    // lowered.
    ResponseTokens tokens =
        new ResponseTokens(
            2,
            1,
            new float[] {1, 1},
            new float[] {-1.5f, -0.5f},
            new float[] {1, -1},
            new byte[] {0, 1});
    float[] proximal = {-1f, -1f};

    var behaviourClip = ObjectiveRun.compute(BEHAVIOUR_CLIP, tokens, proximal, proximal, 2);
    var decoupled = ObjectiveRun.compute(DECOUPLED, tokens, proximal, proximal, 2);

    assertThat(behaviourClip.gradient()).containsExactly(0, 0);
    assertThat(decoupled.gradient()[0]).isCloseTo((float) (-Math.exp(0.5) / 2), within(1e-6f));
    assertThat(decoupled.gradient()[1]).isCloseTo((float) (Math.exp(-0.5) / 2), within(1e-6f));
    ObjectiveFigures figures = new ObjectiveFigures(BEHAVIOUR_CLIP);
    figures.add(tokens, proximal, proximal);
    assertThat(figures.clipFractionHigh()).isEqualTo(0.5);
    assertThat(figures.clipFractionLow()).isEqualTo(0.5);
    assertThat(figures.clipFractionFresh()).isEqualTo(1);
    assertThat(figures.clipFractionFilled()).isEqualTo(1);
  }

  @Test
  void hugeLogRatiosStayFinite() {
    ResponseTokens tokens =
        new ResponseTokens(
            1, 2, new float[] {1, 1}, new float[] {-90, -0.001f}, new float[] {1}, new byte[1]);

    var found =
        ObjectiveRun.compute(
            DECOUPLED, tokens, new float[] {-0.001f, -90}, new float[] {-0.001f, -90}, 2);

    assertThat(found.loss()).isFinite();
    // The first token's weight is e^20 and no more: −½ e^20.
    assertThat(found.gradient()[0]).isCloseTo((float) (-Math.exp(20) / 2), within(1e2f));
  }

  @Test
  void logProbsOfAnotherShapeAreNamed() {
    ResponseTokens tokens =
        new ResponseTokens(
            1, 2, new float[] {1, 1}, new float[] {-1, -1}, new float[] {1}, new byte[1]);
    assertThatThrownBy(
            () ->
                new ResponseTokens(
                    2, 2, tokens.mask(), tokens.behaviour(), new float[2], new byte[2]))
        .hasMessageContaining("[2,2]");
    assertThatThrownBy(() -> Reduction.tokenMean(tokens, 0)).hasMessageContaining("N was 0");
  }

  private static ResponseTokens rows(ResponseTokens whole, int first, int count) {
    int columns = whole.columns();
    return new ResponseTokens(
        count,
        columns,
        cells(whole.mask(), first * columns, count * columns),
        cells(whole.behaviour(), first * columns, count * columns),
        cells(whole.advantages(), first, count),
        Arrays.copyOfRange(whole.filled(), first, first + count));
  }

  private static float[] cells(float[] values, int first, int count) {
    return Arrays.copyOfRange(values, first, first + count);
  }
}
