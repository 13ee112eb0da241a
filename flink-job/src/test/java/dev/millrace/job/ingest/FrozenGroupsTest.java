package dev.millrace.job.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrozenGroupsTest {
  private static final TopicPartition PARTITION = new TopicPartition("t", 0);
  private static final KafkaPartitionSplit SPLIT = new KafkaPartitionSplit(PARTITION, 0, 5);

  private final List<String> told = new ArrayList<>();

  private final FrozenGroups groups =
      new FrozenGroups(
          KafkaSource.<RawRecord>builder()
              .setBootstrapServers("127.0.0.1:1")
              .setTopics("t")
              .setBounded(OffsetsInitializer.offsets(Map.of(PARTITION, 5L)))
              .setDeserializer(new RawRecordSchema())
              .build());

  /**
   * One subtask that has registered; what readers are told is written down, and no more happens.
   */
  @SuppressWarnings("unchecked")
  private SplitEnumeratorContext<KafkaPartitionSplit> context() {
    return (SplitEnumeratorContext<KafkaPartitionSplit>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {SplitEnumeratorContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "currentParallelism" -> 1;
                  case "registeredReaders" -> Map.of(0, new ReaderInfo(0, "here"));
                  case "assignSplits", "signalNoMoreSplits" -> {
                    told.add(method.getName());
                    yield null;
                  }
                  default -> null;
                });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readerThatComesAfterARestoreIsToldThatNoPartitionWillCome(boolean assigned)
      throws Exception {
    KafkaSourceEnumState state =
        new KafkaSourceEnumState(
            assigned ? List.of(SPLIT) : List.of(), assigned ? List.of() : List.of(SPLIT), true);
    try (var enumerator = groups.restoreEnumerator(context(), state)) {
      enumerator.start();
      enumerator.addReader(0);
      assertThat(told)
          .isEqualTo(
              assigned
                  ? List.of("signalNoMoreSplits")
                  : List.of("assignSplits", "signalNoMoreSplits"));
    }
  }

  @Test
  void readerThatComesBeforeThePartitionsAreKnownHasToWait() throws Exception {
    KafkaSourceEnumState state = new KafkaSourceEnumState(List.of(), List.of(), false);
    try (var enumerator = groups.restoreEnumerator(context(), state)) {
      enumerator.start();
      enumerator.addReader(0);
      assertThat(told).isEmpty();
    }
  }
}
