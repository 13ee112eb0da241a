package dev.millrace.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rotary angles and the causal mask, as tables that grow to the longest sequence seen.
 *
 * <p>RoPE, Su et al. 2021, https://arxiv.org/abs/2104.09864, in the half-rotation of Hugging Face
 * checkpoints: element i of a head is paired with element i + hd/2. Scores depend on differences of
 * positions only, so a row that is padded on the left needs no positions of its own.
 */
final class Positions {
  private static final int FIRST_SIZE = 256;
  private static final float BLOCKED = -1e9f;

  private final PolicyConfig config;
  private final NDManager manager;
  private final NDArray rotation; // [hd, hd]
  private NDArray cos; // [size, hd]
  private NDArray sin; // [size, hd]
  private int size;
  private NDArray mask; // [maskSize, maskSize]
  private int maskSize;
  private @Nullable Branches branchedLayout;
  private @Nullable Table branchedTable;

  Positions(PolicyConfig config, NDManager manager) {
    this.config = config;
    this.manager = manager;
    int hd = config.headDim();
    float[] swap = new float[hd * hd];
    for (int i = 0; i < hd / 2; i++) {
      swap[(i + hd / 2) * hd + i] = -1f;
      swap[i * hd + i + hd / 2] = 1f;
    }
    this.rotation = manager.create(swap, new Shape(hd, hd));
    this.size = FIRST_SIZE;
    this.cos = table(true, size);
    this.sin = table(false, size);
    this.maskSize = FIRST_SIZE / 2;
    this.mask = causal(maskSize);
  }

  /** x [B, H, T, hd] turned by its positions: x cos + rotateHalf(x) sin. */
  NDArray rotate(NDArray x, NDArray cosines, NDArray sines) {
    return x.mul(cosines).addi(x.matMul(rotation).muli(sines));
  }

  NDArray cos(NDManager step, int first, int last) {
    grow(last);
    return Torch.sliceInto(step, cos, 0, first, last);
  }

  NDArray sin(NDManager step, int first, int last) {
    grow(last);
    return Torch.sliceInto(step, sin, 0, first, last);
  }

  /** Cosines of one position a row, [B] int64 up to the longest: [B, 1, 1, hd]. */
  NDArray cos(NDArray at, int longest) {
    grow(longest + 1);
    return rows(at, cos);
  }

  /** Sines of one position a row, [B] int64 up to the longest: [B, 1, 1, hd]. */
  NDArray sin(NDArray at, int longest) {
    grow(longest + 1);
    return rows(at, sin);
  }

  private NDArray rows(NDArray at, NDArray table) {
    NDArray rows = at.getNDArrayInternal().embedding(at, table, SparseFormat.DENSE).head();
    return rows.reshape(at.size(), 1, 1, config.headDim());
  }

  /**
   * 0 where row t may look, a large negative number after t; for scores of G queries a head: [G T,
   * T].
   */
  NDArray causalMask(NDManager step, int length) {
    if (length > maskSize) {
      maskSize = Math.max(length, 2 * maskSize);
      mask.close();
      mask = causal(maskSize);
    }
    NDArray rows = Torch.sliceInto(step, mask, 0, 0, length);
    NDArray square = Torch.slice(rows, 1, 0, length); // [T, T]
    return config.group() == 1 ? square : square.tile(new long[] {config.group(), 1});
  }

  /**
   * The causal mask of a part of a sequence: tokens [first, last) look at tokens [0, last).
   *
   * @return for scores of G queries a head: [G (last - first), last]
   */
  NDArray causalMask(NDManager step, int first, int last) {
    int length = last - first;
    float[] values = new float[config.group() * length * last];
    for (int row = 0; row < config.group() * length; row++) {
      int seen = first + row % length + 1;
      Arrays.fill(values, row * last + seen, (row + 1) * last, BLOCKED);
    }
    return step.create(values, new Shape((long) config.group() * length, last));
  }

  /**
   * Angles and mask of one layout.
   *
   * @param cos [T, hd]
   * @param sin [T, hd]
   * @param mask [G T, T] for scores of G queries a head
   */
  record Table(NDArray cos, NDArray sin, NDArray mask) {}

  /** The table of a layout; long-lived, and kept until another layout is asked for. */
  Table branched(Branches layout) {
    Table table = branchedTable;
    if (table == null || !layout.equals(branchedLayout)) {
      if (table != null) {
        table.cos().close();
        table.sin().close();
        table.mask().close();
      }
      int[] at = layout.positions();
      int width = layout.width();
      Shape angles = new Shape(width, config.headDim());
      float[] square = layout.mask(BLOCKED);
      float[] mask = new float[config.group() * square.length];
      for (int query = 0; query < config.group(); query++) {
        System.arraycopy(square, 0, mask, query * square.length, square.length);
      }
      table =
          new Table(
              manager.create(angles(true, at), angles),
              manager.create(angles(false, at), angles),
              manager.create(mask, new Shape((long) config.group() * width, width)));
      branchedTable = table;
      branchedLayout = layout;
    }
    return table;
  }

  static float blocked() {
    return BLOCKED;
  }

  private void grow(int length) {
    if (length > size) {
      size = Math.max(length, 2 * size);
      cos.close();
      sin.close();
      cos = table(true, size);
      sin = table(false, size);
    }
  }

  private NDArray table(boolean cosine, int positions) {
    int[] all = new int[positions];
    Arrays.setAll(all, t -> t);
    return manager.create(angles(cosine, all), new Shape(positions, config.headDim()));
  }

  private float[] angles(boolean cosine, int[] positions) {
    int hd = config.headDim();
    float[] values = new float[positions.length * hd];
    for (int i = 0; i < hd; i++) {
      double frequency = Math.pow(config.ropeTheta(), -2.0 * (i % (hd / 2)) / hd);
      for (int t = 0; t < positions.length; t++) {
        double angle = positions[t] * frequency;
        values[t * hd + i] = (float) (cosine ? Math.cos(angle) : Math.sin(angle));
      }
    }
    return values;
  }

  private NDArray causal(int length) {
    float[] values = new float[length * length];
    for (int t = 0; t < length; t++) {
      Arrays.fill(values, t * length + t + 1, (t + 1) * length, BLOCKED);
    }
    return manager.create(values, new Shape(length, length));
  }
}
