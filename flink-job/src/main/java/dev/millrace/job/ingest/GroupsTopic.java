package dev.millrace.job.ingest;

import dev.millrace.job.settings.InvalidOptionException;
import dev.millrace.job.settings.StreamSettings;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** The topic whose partitions are the shards: another number of them is another pipeline. */
public final class GroupsTopic {
  private static final long DEADLINE_SECONDS = 15;

  private GroupsTopic() {}

  /**
   * Refuses a groups topic that is not there or has not S partitions. Waits at most 15 s for the
   * broker.
   */
  public static void check(StreamSettings stream) {
    String topic = stream.topics().groups();
    int partitions =
        ask(
            stream,
            admin -> admin.describeTopics(List.of(topic)).allTopicNames(),
            topics -> topics.values().iterator().next().partitions().size());
    if (partitions != stream.shards()) {
      throw new InvalidOptionException(
          "millrace.shards is "
              + stream.shards()
              + ", but topic "
              + topic
              + " has "
              + partitions
              + " partitions");
    }
  }

  /** The first offset that a partition still has. Waits at most 15 s for the broker. */
  static long earliestOffset(StreamSettings stream, int partition) {
    TopicPartition origin = new TopicPartition(stream.topics().groups(), partition);
    return ask(
        stream,
        admin -> admin.listOffsets(Map.of(origin, OffsetSpec.earliest())).all(),
        offsets -> offsets.values().iterator().next().offset());
  }

  private static <A, R> R ask(
      StreamSettings stream, Function<Admin, KafkaFuture<A>> question, Function<A, R> reading) {
    String what = "topic " + stream.topics().groups() + " at " + stream.bootstrap();
    Properties properties = stream.clientProperties();
    properties.setProperty(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stream.bootstrap());
    try (Admin admin = Admin.create(properties)) {
      return reading.apply(question.apply(admin).get(DEADLINE_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      throw new IllegalStateException(what + ": " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          what + ": no answer of the broker within " + DEADLINE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(what + ": interrupted", e);
    }
  }
}
