package dev.millrace.job.score.remote;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;

/**
 * When a request is made again: only after what another try may change, and later each time.
 *
 * <p>The wait before try n + 1 is u · min(8 s, 250 ms · 2^(n−1)), u in [0.5, 1) being a function of
 * the seed and n, so that requests which failed together do not come back together; or what the
 * server asked for, when that is longer.
 */
final class RetryPolicy {
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(8);

  /** Timeout of the server, conflict, too early, too many requests. */
  private static final Set<Integer> WORTH_IT = Set.of(408, 409, 425, 429);

  private RetryPolicy() {}

  /** Whether another try may be answered otherwise. */
  static boolean isWorthIt(int status) {
    return WORTH_IT.contains(status) || (status >= 500 && status <= 599);
  }

  /**
   * How long to wait after a failed try.
   *
   * @param failed number of the try that failed, from 1
   * @param asked what the server asked for; zero when nothing
   */
  static Duration delay(int failed, long seed, Duration asked) {
    long full = Math.min(LONGEST.toNanos(), FIRST.toNanos() << Math.min(failed - 1, 10));
    double u = 0.5 + (mixed(seed + failed) >>> 11) * 0x1p-54;
    Duration own = Duration.ofNanos((long) (u * full));
    return own.compareTo(asked) < 0 ? asked : own;
  }

  /** The finaliser of splitmix64 (Steele, Lea, Flood 2014, doi 10.1145/2714064.2660195). */
  private static long mixed(long seed) {
    long z = seed * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** The header Retry-After (RFC 9110, 10.2.3): seconds or a date; zero when it is neither. */
  static Duration retryAfter(String header, Instant now) {
    String text = header.strip();
    if (text.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO;
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }
}
