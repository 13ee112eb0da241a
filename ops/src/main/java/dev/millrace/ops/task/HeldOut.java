package dev.millrace.ops.task;

/**
 * The split between training and evaluation: one prompt in ten is held out, by a hash of its text
 * alone. Both parts are therefore fixed for ever, for every seed, run and source.
 */
public final class HeldOut {

  /** One prompt in this many is held out. */
  static final int ONE_IN = 10;

  private HeldOut() {}

  /** Whether a prompt with this text is for evaluation only. */
  public static boolean contains(String text) {
    long hash = 0;
    for (int i = 0; i < text.length(); i++) {
      hash = Draws.mix(hash + text.charAt(i) + 1);
    }
    return Long.remainderUnsigned(hash, ONE_IN) == 0;
  }
}
