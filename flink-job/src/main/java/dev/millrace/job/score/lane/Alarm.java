package dev.millrace.job.score.lane;

import java.time.Duration;

/** A clock that rings. */
interface Alarm {
  /** Milliseconds since some moment; never goes back. */
  long millis();

  /**
   * Rings once.
   *
   * @return switches it off
   */
  Runnable after(Duration time, Runnable ring);
}
