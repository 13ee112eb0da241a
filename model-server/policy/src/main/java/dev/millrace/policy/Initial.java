package dev.millrace.policy;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random starting weights: matrices normal with deviation 0.02, those that write to the residual
 * stream with 0.02 / sqrt(2 × layers), norms 1, biases 0.
 *
 * <p>GPT-2, Radford et al. 2019, section 2.3. Drawn in Java, because the engine's generator is one
 * for the whole process.
 */
final class Initial {
  private static final double DEVIATION = 0.02;

  private Initial() {}

  static void fill(WeightLayout layout, List<NDArray> parameters, int layers, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < parameters.size(); i++) {
      WeightLayout.Role role = layout.parameters().get(i).role();
      // One source per parameter, so that its values do not depend on the sizes of the others.
      SplittableRandom own = random.split();
      switch (role) {
        case NORM -> WeightsIo.fill(parameters.get(i), () -> 1f);
        case BIAS -> WeightsIo.fill(parameters.get(i), () -> 0f);
        case MATRIX -> WeightsIo.fill(parameters.get(i), () -> normal(own, DEVIATION));
        case RESIDUAL_MATRIX ->
            WeightsIo.fill(
                parameters.get(i), () -> normal(own, DEVIATION / Math.sqrt(2.0 * layers)));
      }
    }
  }

  private static float normal(SplittableRandom random, double deviation) {
    return (float) (random.nextGaussian() * deviation);
  }
}
