package dev.millrace.job.replay;

import dev.millrace.job.filter.Slot;
import dev.millrace.job.ingest.ShardKeys;
import dev.millrace.job.settings.StreamSettings;
import dev.millrace.schemas.WeightVersion;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The room that remembers groups, fills holes, and holds batches back until the learner is near.
 */
public final class Replay {
  private Replay() {}

  /** The batches of every shard, each shard's in the order of their sequence. */
  public static SingleOutputStreamOperator<TrainingBatch> batches(
      DataStream<Slot> slots,
      DataStream<WeightVersion> versions,
      StreamSettings stream,
      ReplaySettings settings) {
    ShardKeys keys = new ShardKeys(stream.shards(), stream.maxParallelism());
    DataStream<Arrival> begun =
        versions
            .flatMap(new SeedShards(stream.shards()))
            .returns(Arrival.class)
            .name("seed-shards")
            .uid("millrace-replay-seed")
            .setParallelism(1);
    return slots
        .map(Arrival::of)
        .returns(Arrival.class)
        .name("arrivals")
        .uid("millrace-replay-arrivals")
        .setParallelism(stream.parallelism())
        .union(begun)
        .keyBy(arrival -> keys.keyOf(arrival.shard()), Types.INT)
        .connect(versions.broadcast(ReplayFunction.VERSIONS))
        .process(new ReplayFunction(ReplayRules.of(stream, settings), keys))
        .returns(TrainingBatch.class)
        .name("replay")
        .uid("millrace-replay")
        .setParallelism(stream.parallelism());
  }
}
