package dev.millrace.ops.serve;

import dev.millrace.ops.UserError;
import dev.millrace.ops.option.AnyLong;
import dev.millrace.ops.option.PositiveInt;
import dev.millrace.server.GeneratorSettings;
import dev.millrace.server.api.TrainedTraffic;
import dev.millrace.server.kafka.Clients;
import dev.millrace.server.live.LiveSettings;
import dev.millrace.server.live.LiveTraining;
import dev.millrace.server.live.TrafficRules;
import dev.millrace.server.redaction.Redaction;
import dev.millrace.server.spool.SpoolSettings;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of live traffic that becomes groups to learn from. */
public final class TrainOptions {
  private static final long MEBIBYTE = 1L << 20;

  @Option(
      names = "--train-share",
      defaultValue = "0",
      paramLabel = "SHARE",
      description =
          "With --serve: share of live requests that become groups to learn from, from 0 to 1; only"
              + " such that say who judges them, and none with \"store\": false. Default:"
              + " ${DEFAULT-VALUE}.")
  private double share;

  @Option(
      names = "--train-rules",
      paramLabel = "FILE",
      description =
          "Shares and verifiers by route and key, as JSON; what no rule matches has --train-share."
              + " Default: none.")
  private @Nullable Path rules;

  @Option(
      names = "--train-seed",
      defaultValue = "1",
      paramLabel = "N",
      converter = AnyLong.class,
      description = "Decides, with the id of an answer, whether it is taken. Default: 1.")
  private long seed;

  @Option(
      names = "--spool-dir",
      paramLabel = "DIR",
      description =
          "Where groups and feedback wait for the broker; of one server at a time. Needed where live"
              + " requests are taken.")
  private @Nullable Path spool;

  @Option(
      names = "--spool-mib",
      defaultValue = "1024",
      paramLabel = "N",
      converter = PositiveInt.class,
      description =
          "Most that waits there, in MiB; beyond, the newest groups are left out. Default:"
              + " ${DEFAULT-VALUE}.")
  private int spoolMebibytes;

  @Option(
      names = "--spool-hours",
      defaultValue = "24",
      paramLabel = "N",
      converter = PositiveInt.class,
      description = "After which it is given up, in hours. Default: ${DEFAULT-VALUE}.")
  private int spoolHours;

  @Option(
      names = "--feedback-hours",
      defaultValue = "24",
      paramLabel = "N",
      converter = PositiveInt.class,
      description =
          "How long after a request feedback on its answer is taken, in hours; the job waits for as"
              + " long as millrace.feedback.timeout. Default: ${DEFAULT-VALUE}.")
  private int feedbackHours;

  /**
   * What begins to take live traffic; null when none is to be taken.
   *
   * @param generator whose topics, shards and group size are used
   */
  public @Nullable TrainedTraffic traffic(GeneratorSettings generator) {
    if (share == 0 && rules == null) {
      return null;
    }
    if (!(share >= 0 && share <= 1)) {
      throw new UserError("--train-share must be from 0 to 1, was " + share);
    }
    Path directory = spool;
    if (directory == null) {
      throw new UserError("--spool-dir is needed with --train-share and --train-rules");
    }
    LiveSettings settings = settings(generator);
    SpoolSettings room =
        SpoolSettings.of(directory, spoolMebibytes * MEBIBYTE, Duration.ofHours(spoolHours));
    Clients clients =
        new Clients(generator.bootstrap(), generator.generatorId(), generator.kafkaProperties());
    return (model, tokenizerDigest) ->
        LiveTraining.start(
            settings,
            room,
            model.engine(),
            model.bytes(),
            model.endTokens(),
            tokenizerDigest,
            Redaction.standard(),
            () -> clients.producer("live", Duration.ofSeconds(1)),
            Clock.systemUTC());
  }

  private LiveSettings settings(GeneratorSettings generator) {
    try {
      return new LiveSettings(
          rules == null ? TrafficRules.share(share) : TrafficRules.read(rules, share),
          seed,
          generator.topics(),
          generator.shards(),
          generator.groupSize(),
          generator.generatorId(),
          LiveSettings.DEFAULT_MOST_WAITING,
          LiveSettings.DEFAULT_MOST_GROUPS,
          LiveSettings.DEFAULT_LONGEST_GROUP,
          Duration.ofHours(feedbackHours));
    } catch (IllegalArgumentException | UncheckedIOException e) {
      throw new UserError("--train-rules " + e.getMessage(), e);
    }
  }
}
