package dev.millrace.job.feedback;

import java.io.Serializable;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/**
 * The event time of feedback: the newest time seen, less the slack. When no feedback comes for as
 * long as the slack, time goes on by the clock, less the slack, so that a silent topic holds no
 * group.
 *
 * <p>Silence is counted in the ticks at which a watermark may be given, not by the clock: a task
 * that could not run, or that is still reading what lay in the topic, has not heard silence.
 */
final class QuietClock implements WatermarkGenerator<ReceivedFeedback> {
  /** A clock that travels to the cluster. */
  interface Millis extends LongSupplier, Serializable {}

  private final long slackMillis;
  private final long quietTicks;
  private final Millis clock;
  private long newest = Long.MIN_VALUE;
  private long silentTicks;

  /**
   * @param slackMillis how late feedback may come
   * @param tickMillis how often a watermark may be given
   * @param clock epoch milliseconds
   */
  QuietClock(long slackMillis, long tickMillis, Millis clock) {
    this.slackMillis = slackMillis;
    this.quietTicks = Math.max(1, slackMillis / Math.max(1, tickMillis));
    this.clock = clock;
  }

  @Override
  public void onEvent(ReceivedFeedback feedback, long timestamp, WatermarkOutput output) {
    newest = Math.max(newest, feedback.vote().timeMillis());
    silentTicks = 0;
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    silentTicks++;
    if (silentTicks >= quietTicks) {
      newest = Math.max(newest, clock.getAsLong());
    }
    if (newest > Long.MIN_VALUE + slackMillis) {
      output.emitWatermark(new Watermark(newest - slackMillis - 1));
    }
  }
}
