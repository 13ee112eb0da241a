package dev.millrace.policy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The tensor engine: its start on a thread, its devices, and the one guard on data types. */
public final class Torch {
  private static final String ENGINE = "PyTorch";

  private Torch() {}

  /**
   * Prepares the calling thread to compute. The engine finds its classes through the context class
   * loader, and gradient mode is a property of the thread that starts as on.
   */
  public static void enterThread() {
    Thread.currentThread().setContextClassLoader(Torch.class.getClassLoader());
    Engine.getEngine(ENGINE);
    JniUtils.setGradMode(false);
  }

  /**
   * The device that an option names.
   *
   * @param option "auto" (the first GPU, else the CPU), "cpu" or "gpu:N"
   */
  public static Device device(String option) {
    if (option.equals("cpu")) {
      return Device.cpu();
    }
    int gpus = Engine.getEngine(ENGINE).getGpuCount();
    if (option.equals("auto")) {
      return gpus > 0 ? Device.gpu(0) : Device.cpu();
    }
    if (!option.matches("gpu:[0-9]{1,4}")) {
      throw new IllegalArgumentException("device must be auto, cpu or gpu:N, was '" + option + "'");
    }
    int index = Integer.parseInt(option.substring("gpu:".length()));
    if (index >= gpus) {
      throw new IllegalArgumentException(
          "device '" + option + "' does not exist: this host offers " + gpus + " GPUs");
    }
    return Device.gpu(index);
  }

  /**
   * Proves that library and bindings fit each other: a forward, a backward and a strided view with
   * answers known from arithmetic. A library of another version may load and then read memory
   * wrongly.
   *
   * @throws IllegalStateException naming the computation that is wrong
   */
  public static void selfCheck(Device device) {
    boolean recorded = JniUtils.isGradMode();
    JniUtils.setGradMode(true);
    try (NDManager manager = rootManager(device)) {
      NDArray weight = manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3));
      weight.setRequiresGradient(true);
      NDArray input = manager.create(new float[] {1, -1, 2, 0.5f, 3, -2}, new Shape(2, 3));
      NDArray output = linear(input, weight, null); // x Wᵀ
      requireEqual("a matrix product", output, 5, 11, 0.5f, 5);
      NDArray column = slice(output.transpose(), 0, 1, 2);
      requireEqual("a strided view", column, 11, 5);
      NDArray loss = output.square().sum();
      JniUtils.backward((PtNDArray) loss, (PtNDArray) manager.ones(loss.getShape()), false, false);
      // d/dW of sum (x Wᵀ)² is 2 (x Wᵀ)ᵀ x.
      float[] expected = new float[6];
      float[] y = {5, 11, 0.5f, 5};
      float[] x = {1, -1, 2, 0.5f, 3, -2};
      for (int i = 0; i < 6; i++) {
        expected[i] = 2 * (y[i / 3] * x[i % 3] + y[2 + i / 3] * x[3 + i % 3]);
      }
      requireEqual("a gradient", weight.getGradient(), expected);
    } finally {
      JniUtils.setGradMode(recorded);
    }
  }

  private static void requireEqual(String what, NDArray actual, float... expected) {
    float[] values = actual.toFloatArray();
    for (int i = 0; i < expected.length; i++) {
      if (values.length != expected.length || !(Math.abs(values[i] - expected[i]) < 1e-3)) {
        throw new IllegalStateException(
            "the tensor engine computes "
                + what
                + " wrongly on "
                + actual.getDevice()
                + ": "
                + Arrays.toString(values)
                + " instead of "
                + Arrays.toString(expected)
                + "; library and bindings may be of different versions");
      }
    }
  }

  static NDManager rootManager(Device device) {
    return NDManager.newBaseManager(device, ENGINE);
  }

  /**
   * Zeros of a data type that the engine can hold. Any other type would end the process without an
   * exception, so it is refused here.
   */
  static NDArray zeros(NDManager manager, Shape shape, DataType type) {
    return manager.zeros(shape, requireSupported(type));
  }

  static DataType requireSupported(DataType type) {
    return switch (type) {
      case FLOAT32, FLOAT64, INT32, INT64, UINT8, INT8, BOOLEAN -> type;
      default ->
          throw new IllegalArgumentException(
              "arrays of type " + type.name() + " are not supported");
    };
  }

  /** Values [first, last) along one dimension: a view in the manager of the array. */
  static NDArray slice(NDArray array, int dimension, long first, long last) {
    return JniUtils.slice((PtNDArray) array, dimension, first, last, 1);
  }

  /** Consecutive parts of an array along one dimension: views in the manager of the array. */
  static NDList split(NDArray array, int dimension, long... sizes) {
    if (JniUtils.isGradMode()) {
      return JniUtils.split((PtNDArray) array, sizes, dimension);
    }
    NDList parts = new NDList(sizes.length);
    long first = 0;
    for (long size : sizes) {
      parts.add(slice(array, dimension, first, first + size));
      first += size;
    }
    return parts;
  }

  /**
   * The product of an intermediate result, which nothing else reads, and an array; computed in
   * place unless gradients are recorded, which need the factors.
   */
  static NDArray times(NDArray result, NDArray by) {
    return JniUtils.isGradMode() ? result.mul(by) : result.muli(by);
  }

  /** Replaces the values [from, to) of an array; dimensions of size 1 of the values repeat. */
  static void set(NDArray array, NDArray values, long[] from, long[] to) {
    long[] by = new long[from.length];
    Arrays.fill(by, 1);
    JniUtils.indexSet((PtNDArray) array, (PtNDArray) values, from, to, by);
  }

  /** A view of a long-lived array that is moved to the step's manager. */
  static NDArray sliceInto(NDManager step, NDArray array, int dimension, long first, long last) {
    NDArray view = slice(array, dimension, first, last);
    view.attach(step);
    return view;
  }

  static NDArray linear(NDArray input, NDArray weight, @Nullable NDArray bias) {
    return input.getNDArrayInternal().linear(input, weight, bias).head();
  }

  /**
   * The values of a contiguous array as bytes. On the CPU this is the array's own memory, so
   * writing to it changes the array; on a GPU it is a copy.
   */
  static ByteBuffer memory(NDArray array) {
    return array.toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN);
  }
}
