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
          throw new IllegalArgumentException("arrays of type " + type + " are not supported");
    };
  }

  /** Values [first, last) along one dimension: a view in the manager of the array. */
  static NDArray slice(NDArray array, int dimension, long first, long last) {
    return JniUtils.slice((PtNDArray) array, dimension, first, last, 1);
  }

  /** Consecutive parts of an array along one dimension: views in the manager of the array. */
  static NDList split(NDArray array, int dimension, long... sizes) {
    return JniUtils.split((PtNDArray) array, sizes, dimension);
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
