package dev.millrace.job.score;

import dev.millrace.job.ingest.ReceivedGroup;
import dev.millrace.job.ingest.ShardKeys;
import dev.millrace.job.settings.StreamSettings;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** The room that judges responses. */
public final class Score {
  private Score() {}

  /**
   * Groups with a score a response, those of each shard in the order in which they came.
   *
   * @param groups partitioned by shard as ingest leaves them: they stay on their subtask
   */
  public static SingleOutputStreamOperator<ScoredGroup> byVerifiers(
      DataStream<ReceivedGroup> groups, StreamSettings stream, ScoreSettings settings) {
    ScoreSettings own = settings.sharedBy(groups.getParallelism());
    return byVerifiers(
        groups, stream, settings, (loader, listener) -> Verifiers.load(loader, own, listener));
  }

  /**
   * The same with any verifiers.
   *
   * @param source of the verifiers
   */
  public static SingleOutputStreamOperator<ScoredGroup> byVerifiers(
      DataStream<ReceivedGroup> groups,
      StreamSettings stream,
      ScoreSettings settings,
      VerifierSource source) {
    ShardKeys keys = new ShardKeys(stream.shards(), stream.maxParallelism());
    return DataStreamUtils.reinterpretAsKeyedStream(
            groups, received -> keys.keyOf(received.partition()), Types.INT)
        .transform(
            "score",
            TypeInformation.of(ScoredGroup.class),
            new ScoreOperatorFactory(settings, keys, source))
        .uid("millrace-score")
        .setParallelism(groups.getParallelism());
  }
}
