package dev.millrace.ops.ledger;

import dev.millrace.ops.UserError;
import dev.millrace.ops.option.Seconds;
import dev.millrace.schemas.topics.Topics;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which pipeline a command looks at, and where: the options that all such commands share. */
public final class PipelineAddress {
  private static final Pattern LEDGER = Pattern.compile("millrace\\.([a-z0-9-]+)\\.ledger\\.v1");

  @Option(
      names = "--bootstrap",
      defaultValue = "127.0.0.1:9092",
      paramLabel = "HOST:PORT",
      description = "Kafka bootstrap servers, with commas. Default: ${DEFAULT-VALUE}.")
  private String bootstrap;

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description = "Name of the pipeline. Default: the only one that the broker has.")
  private @Nullable String pipeline;

  @Option(
      names = "--kafka-property",
      paramLabel = "KEY=VALUE",
      description = "A property of the Kafka clients; may be given several times.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @Option(
      names = "--deadline",
      defaultValue = "30",
      paramLabel = "SECONDS",
      converter = Seconds.class,
      description = "Longest wait for a topic to be read. Default: ${DEFAULT-VALUE}.")
  private Duration deadline;

  /** Where the brokers are. */
  public String bootstrap() {
    return bootstrap;
  }

  /** Client properties by Kafka's names. */
  public Map<String, String> properties() {
    return Map.copyOf(properties);
  }

  /** Longest wait. */
  public Duration deadline() {
    return deadline;
  }

  /** A reader of the pipeline's topics. */
  public TopicReader open() {
    return TopicReader.open(bootstrap, properties, deadline);
  }

  /** The pipeline that was named; null where none was. */
  public @Nullable String named() {
    return pipeline;
  }

  /**
   * The topics of the pipeline that was named, or of the only one.
   *
   * @throws UserError when there is no such pipeline, or there are several to choose from
   */
  public Topics topics(TopicReader reader) {
    List<String> present =
        reader.topics().stream()
            .map(LEDGER::matcher)
            .filter(Matcher::matches)
            .map(name -> name.group(1))
            .sorted()
            .toList();
    if (present.isEmpty()) {
      throw new UserError("--bootstrap " + bootstrap + ": this broker has no pipeline");
    }
    if (pipeline == null && present.size() > 1) {
      throw new UserError("--pipeline: is missing; there are " + String.join(", ", present));
    }
    if (pipeline != null && !present.contains(pipeline)) {
      throw new UserError(
          "--pipeline " + pipeline + ": there is none; there are " + String.join(", ", present));
    }
    return new Topics(pipeline == null ? present.get(0) : pipeline);
  }

  /**
   * The topic of the groups that a pipeline trained.
   *
   * @param named what was named; null for the pipeline's own
   * @throws UserError when there is none: a recorded run has no groups of its own
   */
  public static String groupsTopic(TopicReader reader, Topics topics, @Nullable String named) {
    if (named == null && !reader.topics().contains(topics.groups())) {
      throw new UserError(
          "--groups-topic: is missing; pipeline "
              + topics.pipeline()
              + " has no groups of its own, so name the topic that it was trained on");
    }
    return named == null ? topics.groups() : named;
  }
}
