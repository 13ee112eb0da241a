package dev.millrace.job.learn;

import dev.millrace.job.batch.MicroBatch;
import dev.millrace.job.batch.StepManifest;
import dev.millrace.policy.Family;
import dev.millrace.policy.PolicyConfig;
import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.SlotRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Policies and training steps to learn from. */
public final class LearnTestObjects {
  private LearnTestObjects() {}

  /** A decoder small enough for a test: 16 wide, 2 layers, vocabulary 16. */
  public static PolicyConfig tinyPolicy() {
    return config(16, 2, 2, 1, 8, 32);
  }

  static PolicyConfig config(int width, int layers, int heads, int kv, int headDim, int ff) {
    return new PolicyConfig(
        Family.LLAMA,
        16,
        width,
        layers,
        heads,
        kv,
        headDim,
        ff,
        256,
        10_000.0,
        1e-6,
        false,
        true,
        new int[] {12},
        null,
        null);
  }

  /**
   * Prompts of one length, with groups of responses of 1 to {@code longest} tokens.
   *
   * @param rows a multiple of {@code group}
   */
  record Rows(int rows, int group, int prompt, int longest) {
    Rows(int rows, int prompt, int longest) {
      this(rows, 4, prompt, longest);
    }
  }

  /** The mark behind the last step. */
  static MicroBatch endMark(long step) {
    return new MicroBatch(
        step,
        0,
        0,
        null,
        0,
        1,
        1,
        new int[0],
        new float[0],
        new float[0],
        new float[0],
        new float[0],
        new byte[0],
        new int[0]);
  }

  /**
   * A step of drawn tokens and log-probs, the same for the same seed.
   *
   * @param parts micro-batches; divides the rows
   */
  static List<MicroBatch> step(long step, long seed, Rows shape, int parts) {
    Random random = new Random(seed * 1_000_003 + step);
    int rows = shape.rows();
    int width = shape.prompt() + shape.longest();
    int[] tokens = new int[rows * width];
    float[] mask = new float[rows * width];
    float[] behaviour = new float[rows * width];
    float[] advantages = new float[rows];
    float[] temperatures = new float[rows];
    byte[] filled = new byte[rows];
    int[] groups = new int[rows];
    Arrays.fill(temperatures, 1);
    long responseTokens = 0;
    List<SlotRecord> slots = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      int group = row / shape.group();
      groups[row] = group;
      filled[row] = (byte) (group % 3 == 0 ? 1 : 0);
      if (row % shape.group() == 0) {
        slots.add(
            new SlotRecord(
                group % 3 == 0 ? SlotKind.FILLED : SlotKind.FRESH,
                "g" + step + "-" + group,
                "p" + group,
                0,
                step * 100 + group,
                1,
                1,
                new float[shape.group()],
                Map.of()));
        for (int t = 0; t < shape.prompt(); t++) {
          tokens[row * width + t] = random.nextInt(12);
        }
      } else {
        System.arraycopy(tokens, (row - 1) * width, tokens, row * width, shape.prompt());
      }
      int length = 1 + random.nextInt(shape.longest());
      for (int t = shape.prompt(); t < shape.prompt() + length; t++) {
        tokens[row * width + t] = random.nextInt(13);
        mask[row * width + t] = 1;
        behaviour[row * width + t] = (float) (-2.7 + 0.2 * random.nextGaussian());
      }
      responseTokens += length;
      advantages[row] = row % 2 == 0 ? 0.866f : -0.866f;
    }
    StepManifest manifest =
        new StepManifest(
            step,
            slots,
            rows,
            responseTokens,
            new long[] {step * 100 + 50},
            "batch-digest-" + step,
            Map.of("reward/all/mean", 0.5));
    List<MicroBatch> split = new ArrayList<>();
    int size = rows / parts;
    for (int part = 0; part < parts; part++) {
      int from = part * size;
      split.add(
          new MicroBatch(
              step,
              part,
              parts,
              part == 0 ? manifest : null,
              size,
              width,
              shape.prompt(),
              Arrays.copyOfRange(tokens, from * width, (from + size) * width),
              Arrays.copyOfRange(mask, from * width, (from + size) * width),
              Arrays.copyOfRange(behaviour, from * width, (from + size) * width),
              Arrays.copyOfRange(advantages, from, from + size),
              Arrays.copyOfRange(temperatures, from, from + size),
              Arrays.copyOfRange(filled, from, from + size),
              Arrays.copyOfRange(groups, from, from + size)));
    }
    return split;
  }
}
