package dev.millrace.job.replay;

import dev.millrace.schemas.WeightVersion;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Sends word to every shard when a lineage begins. After a restart the word is sent again, which
 * changes nothing.
 */
final class SeedShards implements FlatMapFunction<WeightVersion, Arrival> {
  private final int shards;
  private transient long lineage;
  private transient boolean sent;

  SeedShards(int shards) {
    this.shards = shards;
  }

  @Override
  public void flatMap(WeightVersion version, Collector<Arrival> out) {
    if (sent && version.lineage() <= lineage) {
      return;
    }
    sent = true;
    lineage = version.lineage();
    for (int shard = 0; shard < shards; shard++) {
      out.collect(new Arrival(shard, null));
    }
  }
}
