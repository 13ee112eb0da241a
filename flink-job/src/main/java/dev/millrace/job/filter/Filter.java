package dev.millrace.job.filter;

import dev.millrace.job.credit.CreditedGroup;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** The room that tells groups that teach from groups that do not. */
public final class Filter {
  private Filter() {}

  /** Slots, in the order in which their groups came. */
  public static SingleOutputStreamOperator<Slot> effective(
      DataStream<CreditedGroup> groups, FilterSettings settings) {
    return groups
        .process(new FilterFunction(settings.gateChannel()))
        .returns(Slot.class)
        .name("filter")
        .uid("millrace-filter")
        .setParallelism(groups.getParallelism());
  }
}
