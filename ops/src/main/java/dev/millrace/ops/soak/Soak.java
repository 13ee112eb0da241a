package dev.millrace.ops.soak;

import dev.millrace.job.settings.Recording;
import dev.millrace.ops.cluster.ProcessCluster;
import dev.millrace.ops.cluster.ProcessClusterSettings;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.ops.local.TopicCreation;
import dev.millrace.ops.train.RecordedRun;
import dev.millrace.ops.train.RunTopics;
import dev.millrace.schemas.topics.TopicSpec;
import dev.millrace.schemas.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Two runs over one recorded topic on a cluster of processes: one in peace, one under kills. */
final class Soak {
  private static final Duration START = Duration.ofMinutes(2);
  private static final int TEMPLATES = 256;
  private static final Map<String, String> OPTIONS =
      Map.of(
          // A restore trains again what came after the last blob: few steps, so that little waits.
          "millrace.learn.blob-every-steps", "8",
          // A step that takes a while: failures should meet the pipeline at work.
          "millrace.learn.updates-per-step", "2");

  private Soak() {}

  /**
   * Runs it.
   *
   * @param kinds what may be done to the second run
   * @param notes is told what happens
   */
  static SoakResult run(SoakSettings settings, List<KillKind> kinds, Consumer<String> notes) {
    KillPlan kills = KillPlan.draw(kinds, settings.kills(), settings.steps(), settings.seed());
    Path policy = SoakPolicy.write(settings.directory(), SoakPolicy.SMALL, settings.seed());
    RecordedGroups groups =
        RecordedGroups.of(
            settings, Templates.sample(policy, TEMPLATES, settings.groupSize(), settings.seed()));
    notes.accept(
        "recorded topic: " + groups.records().size() + " records, of them " + groups.refusals());
    ProcessClusterSettings clusterSettings =
        ProcessClusterSettings.small(
            settings.directory().resolve("cluster"), settings.checkpointInterval());
    try (ProcessCluster cluster = ProcessCluster.start(clusterSettings, START)) {
      Recording recording = record(cluster.bootstrap(), settings, groups);
      RunResult expected;
      try (SoakRun run =
          new SoakRun(
              cluster, plan("in-peace", settings, cluster, policy, recording, OPTIONS), notes)) {
        expected = run.finish();
      }
      notes.accept(
          String.format(
              Locale.ROOT, "in peace: %d steps in %.1f s", settings.steps(), expected.seconds()));
      try (SoakRun run =
          new SoakRun(
              cluster, plan("under-kills", settings, cluster, policy, recording, OPTIONS), notes)) {
        run.suffer(kills);
        return SoakResult.of(settings, groups, expected, run.finish(), run);
      }
    }
  }

  /** Writes a topic of its own, and fixes its ends. */
  static Recording record(String bootstrap, SoakSettings settings, RecordedGroups groups) {
    Topics topics = new Topics("recorded");
    TopicCreation.create(bootstrap, TopicSpec.ofPipeline(topics, settings.shards()), START);
    groups.write(bootstrap, topics.groups());
    try (TopicReader reader = TopicReader.open(bootstrap, START)) {
      return RecordedRun.freeze(reader, topics.pipeline(), 0);
    }
  }

  /** A run with topics of its own. */
  static RunPlan plan(
      String name,
      SoakSettings settings,
      ProcessCluster cluster,
      Path policy,
      Recording recording,
      Map<String, String> options) {
    RunPlan plan = new RunPlan(name, settings, cluster.bootstrap(), policy, recording, options);
    RunTopics.create(cluster.bootstrap(), plan.topics(), START);
    return plan;
  }
}
