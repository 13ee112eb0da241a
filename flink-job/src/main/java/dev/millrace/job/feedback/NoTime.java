package dev.millrace.job.feedback;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/** The event time of pending groups, which holds nobody back. */
final class NoTime implements WatermarkGenerator<PendingGroup> {
  @Override
  public void onEvent(PendingGroup group, long timestamp, WatermarkOutput output) {
    // Groups say nothing about time.
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    output.emitWatermark(Watermark.MAX_WATERMARK);
  }
}
