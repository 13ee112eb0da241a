package dev.millrace.job.ingest;

import dev.millrace.schemas.WeightVersion;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/** A reader of versions that ends once it has handed on the last one. */
// The reader that is wrapped may throw anything when it is closed.
@SuppressWarnings("try")
final class EndingReader implements SourceReader<WeightVersion, KafkaPartitionSplit> {
  private final SourceReader<WeightVersion, KafkaPartitionSplit> reader;
  private @Nullable WatchingAll output;
  private boolean ended;

  EndingReader(SourceReader<WeightVersion, KafkaPartitionSplit> reader) {
    this.reader = reader;
  }

  @Override
  public InputStatus pollNext(ReaderOutput<WeightVersion> to) throws Exception {
    if (output == null || output.to != to) {
      output = new WatchingAll(to);
    }
    InputStatus status = reader.pollNext(output);
    return ended ? InputStatus.END_OF_INPUT : status;
  }

  @Override
  public void start() {
    reader.start();
  }

  @Override
  public List<KafkaPartitionSplit> snapshotState(long checkpoint) {
    return reader.snapshotState(checkpoint);
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return reader.isAvailable();
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> splits) {
    reader.addSplits(splits);
  }

  @Override
  public void notifyNoMoreSplits() {
    reader.notifyNoMoreSplits();
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    reader.handleSourceEvents(event);
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    reader.notifyCheckpointComplete(checkpoint);
  }

  @Override
  public void notifyCheckpointAborted(long checkpoint) throws Exception {
    reader.notifyCheckpointAborted(checkpoint);
  }

  @Override
  public void pauseOrResumeSplits(Collection<String> pause, Collection<String> resume) {
    reader.pauseOrResumeSplits(pause, resume);
  }

  @Override
  public void close() throws Exception {
    reader.close();
  }

  /** An output that sees the last version pass. */
  private class Watching<O extends SourceOutput<WeightVersion>>
      implements SourceOutput<WeightVersion> {
    final O to;

    Watching(O to) {
      this.to = to;
    }

    @Override
    public void collect(WeightVersion version) {
      to.collect(version);
      ended |= version.last();
    }

    @Override
    public void collect(WeightVersion version, long timestamp) {
      to.collect(version, timestamp);
      ended |= version.last();
    }

    @Override
    public void emitWatermark(Watermark watermark) {
      to.emitWatermark(watermark);
    }

    @Override
    public void markIdle() {
      to.markIdle();
    }

    @Override
    public void markActive() {
      to.markActive();
    }
  }

  /** The output of all partitions, which gives out one for each. */
  private final class WatchingAll extends Watching<ReaderOutput<WeightVersion>>
      implements ReaderOutput<WeightVersion> {
    WatchingAll(ReaderOutput<WeightVersion> to) {
      super(to);
    }

    @Override
    public SourceOutput<WeightVersion> createOutputForSplit(String split) {
      return new Watching<>(to.createOutputForSplit(split));
    }

    @Override
    public void releaseOutputForSplit(String split) {
      to.releaseOutputForSplit(split);
    }
  }
}
