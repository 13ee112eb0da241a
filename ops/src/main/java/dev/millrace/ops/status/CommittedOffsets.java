package dev.millrace.ops.status;

import dev.millrace.ops.UserError;
import dev.millrace.ops.ledger.PipelineAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/** How far the consumers of a group have come. */
final class CommittedOffsets {
  private CommittedOffsets() {}

  /**
   * What a consumer group has committed of a topic, by partition; nothing where it has not.
   *
   * @throws UserError when no broker answers by the deadline
   */
  static Map<Integer, OffsetAndMetadata> of(PipelineAddress address, String topic, String group) {
    Map<String, Object> properties = new HashMap<>(address.properties());
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address.bootstrap());
    properties.put(AdminClientConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
    properties.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    Admin admin = Admin.create(properties);
    try {
      Map<Integer, OffsetAndMetadata> committed = new TreeMap<>();
      admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata(group)
          .get(address.deadline().toMillis(), TimeUnit.MILLISECONDS)
          .forEach(
              (partition, offset) -> {
                if (offset != null && partition.topic().equals(topic)) {
                  committed.put(partition.partition(), offset);
                }
              });
      return committed;
    } catch (ExecutionException | TimeoutException e) {
      throw new UserError(
          "--bootstrap "
              + address.bootstrap()
              + ": no answer about the group "
              + group
              + " ("
              + e
              + ")",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking about the group " + group, e);
    } finally {
      admin.close(Duration.ZERO);
    }
  }
}
