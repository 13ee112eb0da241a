package dev.millrace.server.live;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The requests that were taken last, so that an attempt that the client repeats makes no second
 * group. Used by one thread.
 */
final class Repeats {
  private final Map<ByteBuffer, Boolean> last;

  /**
   * @param most how many are remembered
   */
  Repeats(int most) {
    this.last =
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
            return size() > most;
          }
        };
  }

  /**
   * Notes a request; returns whether it is a copy of one that was noted before.
   *
   * @param digest of the request and its key
   * @param retry whether the client says that it repeats itself; who asks the same question twice
   *     without saying so gets two groups
   */
  boolean isCopy(byte[] digest, boolean retry) {
    return last.put(ByteBuffer.wrap(digest), true) != null && retry;
  }
}
