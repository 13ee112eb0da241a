package dev.millrace.ops.train;

import dev.millrace.ops.UserError;
import dev.millrace.schemas.topics.TopicSpec;
import dev.millrace.schemas.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * The topics that a recorded run writes: weights, ledger, dropped notices, dead letters. They are
 * made by the run, so that its ledger tells of one run alone.
 */
public final class RunTopics {
  private RunTopics() {}

  /**
   * Makes them.
   *
   * @param bootstrap addresses of the brokers
   * @param topics of the run
   * @param deadline for the brokers' answer
   * @throws UserError when one is there already, or no broker answers
   */
  public static void create(String bootstrap, Topics topics, Duration deadline) {
    Set<String> written =
        Set.of(topics.weights(), topics.ledger(), topics.dropped(), topics.deadLetters());
    List<NewTopic> wanted =
        TopicSpec.ofPipeline(topics, 1).stream()
            .filter(topic -> written.contains(topic.name()))
            .map(
                topic ->
                    new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
                        .configs(topic.configs()))
            .toList();
    Map<String, Object> properties =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) deadline.toMillis());
    try (Admin admin = Admin.create(properties)) {
      admin.createTopics(wanted).all().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        throw new UserError(
            "--run " + topics.pipeline() + ": has been used at " + bootstrap + "; name another", e);
      }
      throw new UserError(
          "topics of " + topics.pipeline() + " at " + bootstrap + ": " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new UserError(
          "--bootstrap " + bootstrap + ": no answer within " + deadline.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while topics were made", e);
    }
  }
}
