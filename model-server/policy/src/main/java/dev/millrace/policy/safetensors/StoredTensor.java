package dev.millrace.policy.safetensors;

/**
 * A tensor as a file stores it.
 *
 * @param name its Hugging Face name
 * @param shape its sizes, outermost first
 */
public record StoredTensor(String name, long[] shape) {
  /** The count of its values. */
  public long values() {
    long values = 1;
    for (long size : shape) {
      values *= size;
    }
    return values;
  }
}
