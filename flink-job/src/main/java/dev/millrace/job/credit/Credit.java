package dev.millrace.job.credit;

import dev.millrace.job.score.ScoredGroup;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** The room that gives each response its credit. */
public final class Credit {
  private Credit() {}

  /** Groups with advantages, in the order in which they came. */
  public static SingleOutputStreamOperator<CreditedGroup> withinGroup(
      DataStream<ScoredGroup> groups, CreditSettings settings) {
    Estimator estimator = settings.estimator();
    return groups
        .map(scored -> new CreditedGroup(scored, estimator.of(scored.rewards())))
        .returns(CreditedGroup.class)
        .name("credit")
        .uid("millrace-credit")
        .setParallelism(groups.getParallelism());
  }
}
