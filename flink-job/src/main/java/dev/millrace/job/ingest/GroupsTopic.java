package dev.millrace.job.ingest;

import dev.millrace.job.settings.InvalidOptionException;
import dev.millrace.job.settings.StreamSettings;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

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
    Properties properties = stream.clientProperties();
    properties.setProperty(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stream.bootstrap());
    try (Admin admin = Admin.create(properties)) {
      int partitions =
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get(DEADLINE_SECONDS, TimeUnit.SECONDS)
              .values()
              .iterator()
              .next()
              .partitions()
              .size();
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
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "topic " + topic + " at " + stream.bootstrap() + ": " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "no answer about topic "
              + topic
              + " from "
              + stream.bootstrap()
              + " within "
              + DEADLINE_SECONDS
              + " s",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking about topic " + topic, e);
    }
  }
}
