package dev.millrace.job.score;

import dev.millrace.job.ingest.ReceivedGroup;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** The room that judges responses. */
public final class Score {
  private Score() {}

  /** Groups with a score a response, in the order in which they came. */
  public static SingleOutputStreamOperator<ScoredGroup> byVerifiers(
      DataStream<ReceivedGroup> groups, ScoreSettings settings) {
    return groups
        .process(new ScoreFunction(settings))
        .returns(ScoredGroup.class)
        .name("score")
        .uid("millrace-score")
        .setParallelism(groups.getParallelism());
  }
}
