package dev.millrace.job.ingest;

import dev.millrace.schemas.WeightVersion;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/**
 * The event time of versions: over as soon as there is one. An operator that joins them with groups
 * is then at the end of time when the groups are, and not before it knows a version.
 */
final class EndOfTime implements WatermarkGenerator<WeightVersion> {
  @Override
  public void onEvent(WeightVersion version, long timestamp, WatermarkOutput output) {
    output.emitWatermark(Watermark.MAX_WATERMARK);
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    // Said with the first version.
  }
}
