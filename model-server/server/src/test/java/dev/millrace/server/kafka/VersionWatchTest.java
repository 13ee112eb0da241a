package dev.millrace.server.kafka;

import static dev.millrace.server.TestObjects.pending;
import static dev.millrace.server.TestObjects.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.DropReason;
import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.schemas.avro.DroppedGroupCodec;
import dev.millrace.schemas.avro.WeightVersionCodec;
import dev.millrace.server.admission.Admission;
import dev.millrace.server.admission.Bell;
import dev.millrace.server.weights.VersionFollower;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VersionWatchTest {
  private static final TopicPartition WEIGHTS = new TopicPartition("weights", 0);
  private static final TopicPartition DROPPED = new TopicPartition("dropped", 0);
  private static final Node NODE = new Node(1, "localhost", 9092);

  private final Bell bell = new Bell();
  private final Admission admission = new Admission(0, 1, new long[2], bell);
  private final VersionFollower versions = new VersionFollower(version -> {});
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final VersionWatch watch =
      new VersionWatch(consumer, "weights", "dropped", 2, versions, admission, bell);

  @BeforeEach
  void topics() {
    for (TopicPartition partition : List.of(WEIGHTS, DROPPED)) {
      consumer.updatePartitions(
          partition.topic(),
          List.of(
              new PartitionInfo(partition.topic(), 0, NODE, new Node[] {NODE}, new Node[] {NODE})));
    }
    consumer.updateBeginningOffsets(Map.of(WEIGHTS, 0L, DROPPED, 0L));
  }

  private void ends(long weights, long dropped) {
    consumer.updateEndOffsets(Map.of(WEIGHTS, weights, DROPPED, dropped));
  }

  private void arrives(TopicPartition partition, long offset, byte[] value) {
    consumer.addRecord(new ConsumerRecord<>(partition.topic(), 0, offset, null, value));
  }

  private static byte[] notice(int partition, long offset) {
    return DroppedGroupCodec.encode(
        new DroppedGroup("g", "p", DropReason.INEFFECTIVE, "", partition, offset, 0));
  }

  @Test
  void anEmptyTopicIsCaughtUpWithAtOnce() {
    ends(0, 0);
    watch.catchUp();
    assertThat(versions.installNewest(0)).isNull();
  }

  @Test
  void theNewestVersionIsKnownOnceCaughtUp() {
    ends(2, 0);
    consumer.schedulePollTask(
        () -> arrives(WEIGHTS, 0, WeightVersionCodec.encode(version(1, 1, 0, 0))));
    consumer.schedulePollTask(
        () -> arrives(WEIGHTS, 1, WeightVersionCodec.encode(version(1, 2, 0, 0))));
    watch.catchUp();
    WeightVersion installed = versions.installNewest(0);
    assertThat(installed).isNotNull();
    assertThat(installed.step()).isEqualTo(2);
  }

  @Test
  void aVersionRingsTheBell() {
    ends(0, 0);
    watch.catchUp();
    long before = bell.rings();
    arrives(WEIGHTS, 0, WeightVersionCodec.encode(version(1, 1, 0, 0)));
    watch.turn();
    assertThat(bell.rings()).isGreaterThan(before);
  }

  @Test
  void aDroppedGroupMakesRoom() {
    ends(0, 0);
    watch.catchUp();
    admission.add(pending(1, 0));
    admission.add(pending(1, 1));
    assertThat(admission.take(5)).hasSize(1);
    arrives(DROPPED, 0, notice(1, 0));
    watch.turn();
    assertThat(admission.take(5)).hasSize(1);
  }

  @Test
  void recordsThatSayNothingAreIgnored() {
    ends(0, 0);
    watch.catchUp();
    arrives(WEIGHTS, 0, new byte[] {1, 2, 3});
    arrives(WEIGHTS, 1, null);
    arrives(DROPPED, 0, notice(2, 0));
    arrives(DROPPED, 1, notice(-1, 0));
    arrives(WEIGHTS, 2, WeightVersionCodec.encode(version(1, 1, 0, 0)));
    watch.turn();
    assertThat(versions.installNewest(0)).isNotNull();
  }
}
