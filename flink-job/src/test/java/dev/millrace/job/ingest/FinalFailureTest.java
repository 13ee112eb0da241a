package dev.millrace.job.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.TestObjects;
import dev.millrace.job.settings.StreamSettings;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Failures that a restart would repeat end the job, on a cluster that restarts jobs for ever. */
class FinalFailureTest {
  private static final AtomicInteger LOOKS = new AtomicInteger();

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          () ->
              new MiniClusterResourceConfiguration.Builder()
                  .setNumberTaskManagers(1)
                  .setNumberSlotsPerTaskManager(2)
                  .setConfiguration(new Configuration())
                  .build());

  private static JobClient run(IngestSettings settings, GroupsLog log, RawRecord... records)
      throws Exception {
    Configuration restarts = new Configuration();
    restarts.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    restarts.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(restarts);
    StreamSettings stream =
        new StreamSettings("localhost:1", "final", Map.of(), IntakeHarness.SHARDS, 2, 8, 1);
    env.setMaxParallelism(stream.maxParallelism());
    Ingest.intake(env.fromData(records).setParallelism(1), stream, settings, log)
        .sinkTo(new DiscardingSink<>());
    return env.executeAsync("final");
  }

  private static void failsWith(JobClient job, String reason) throws Exception {
    assertThatThrownBy(() -> job.getJobExecutionResult().get()).hasStackTraceContaining(reason);
    assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.FAILED);
  }

  @Test
  void aLogThatIsNotThePipelinesEndsTheJobAtItsFirstAttempt() throws Exception {
    LOOKS.set(0);
    GroupsLog three =
        () -> {
          LOOKS.incrementAndGet();
          return new LogExtent("groups", "id", new long[3], new long[3]);
        };
    failsWith(
        run(IntakeHarness.settings(10), three, IntakeHarness.record(0, 0, new byte[0])),
        "topic groups has 3 partitions, the pipeline began with 4");
    assertThat(LOOKS.get()).as("once a subtask").isBetween(1, 2);
  }

  @Test
  void aPoisonedProducerEndsTheJob() throws Exception {
    RawRecord[] poison = new RawRecord[MalformedWindow.RECORDS];
    for (int i = 0; i < poison.length; i++) {
      poison[i] = IntakeHarness.record(1, i, new byte[] {1, 2, 3});
    }
    failsWith(
        run(
            IntakeHarness.settings(10, OnGap.FAIL, 0.5),
            TestObjects.log(IntakeHarness.SHARDS),
            poison),
        "256 of the last 256 records of groups-1 are malformed");
  }

  @Test
  void aPartitionThatWasAddedEndsTheJob() throws Exception {
    failsWith(
        run(
            IntakeHarness.settings(10),
            TestObjects.log(IntakeHarness.SHARDS),
            IntakeHarness.record(4, 0, new byte[0])),
        "partition 4 of the groups topic is not one of the 4 shards");
  }
}
