package dev.millrace.ops.local;

import dev.millrace.ops.UserError;
import dev.millrace.schemas.topics.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;

/**
 * The creation of a pipeline's topics. A topic that exists is left as it is, if it has the number
 * of partitions that the pipeline needs: shards are partitions, so another number is another
 * pipeline.
 */
public final class TopicCreation {
  private static final short ONE_COPY = 1;

  private TopicCreation() {}

  /**
   * Creates those topics that do not exist.
   *
   * @param bootstrap address of the broker
   * @param topics what the pipeline needs; replication 1
   * @param deadline for each request
   * @throws UserError when a topic exists with another number of partitions, naming both; then
   *     nothing was created
   */
  public static void create(String bootstrap, List<TopicSpec> topics, Duration deadline) {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
      Set<String> present = get(admin.listTopics().names(), "list of topics", deadline);
      List<NewTopic> missing = new ArrayList<>();
      List<String> existing = new ArrayList<>();
      for (TopicSpec topic : topics) {
        if (present.contains(topic.name())) {
          existing.add(topic.name());
        } else {
          missing.add(
              new NewTopic(topic.name(), topic.partitions(), ONE_COPY).configs(topic.configs()));
        }
      }
      Map<String, TopicDescription> found =
          get(
              admin.describeTopics(existing).allTopicNames(),
              "description of the topics",
              deadline);
      for (TopicSpec topic : topics) {
        TopicDescription description = found.get(topic.name());
        if (description != null && description.partitions().size() != topic.partitions()) {
          throw new UserError(
              "topic "
                  + topic.name()
                  + ": has "
                  + description.partitions().size()
                  + " partitions, the pipeline needs "
                  + topic.partitions()
                  + "; the number is fixed for the life of a pipeline, name another pipeline");
        }
      }
      get(admin.createTopics(missing).all(), "creation of the topics", deadline);
    }
  }

  private static <T> T get(KafkaFuture<T> future, String what, Duration deadline) {
    try {
      return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new UserError(what + ": refused by the broker (" + cause.getMessage() + ")", e);
    } catch (TimeoutException e) {
      throw new UserError(what + ": no answer from the broker within " + deadline, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the " + what, e);
    }
  }
}
