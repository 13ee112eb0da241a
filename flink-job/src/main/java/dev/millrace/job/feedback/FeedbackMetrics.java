package dev.millrace.job.feedback;

import dev.millrace.schemas.Vote;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Counts of the room, and what feedback said lately, whether or not its groups are trained. */
final class FeedbackMetrics {
  /** Metrics that have a gauge of their own; names come from outside and may be any number. */
  private static final int NAMED = 20;

  /** Weight of a new value in the moving mean: about the last hundred count. */
  private static final double WEIGHT = 0.01;

  private final MetricGroup group;
  private final Map<String, Counter> counters = new HashMap<>();
  private final Map<String, Mean> values = new HashMap<>();

  FeedbackMetrics(MetricGroup metrics) {
    group = metrics.addGroup("millrace");
  }

  void read() {
    counter("feedback_read_total").inc();
  }

  void malformed() {
    counter("feedback_malformed_total").inc();
  }

  void late() {
    counter("feedback_late_total").inc();
  }

  void unknown() {
    counter("feedback_unknown_total").inc();
  }

  void capped() {
    counter("feedback_capped_total").inc();
  }

  void duplicate() {
    counter("feedback_duplicate_total").inc();
  }

  void settled() {
    counter("feedback_groups_settled_total").inc();
  }

  void withoutSiblings() {
    counter("feedback_groups_single_total").inc();
  }

  void duplicateGroup() {
    counter("feedback_groups_duplicate_total").inc();
  }

  /** A vote that counts. */
  void accepted(Vote vote) {
    counter("feedback_accepted_total").inc();
    Mean mean = values.get(vote.metric());
    if (mean == null && values.size() < NAMED) {
      Mean named = new Mean(vote.value());
      values.put(vote.metric(), named);
      group.addGroup("metric", vote.metric()).gauge("feedback_value", () -> named.mean);
    } else if (mean != null) {
      mean.add(vote.value());
    }
  }

  private Counter counter(String name) {
    return counters.computeIfAbsent(name, group::counter);
  }

  private static final class Mean {
    private volatile double mean;

    Mean(double first) {
      mean = first;
    }

    /** By the task's thread; reporters only read. */
    void add(double value) {
      double before = mean;
      mean = before + WEIGHT * (value - before);
    }
  }
}
