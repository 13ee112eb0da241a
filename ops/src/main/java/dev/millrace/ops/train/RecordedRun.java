package dev.millrace.ops.train;

import dev.millrace.job.Arm;
import dev.millrace.job.JobSettings;
import dev.millrace.job.settings.InvalidOptionException;
import dev.millrace.job.settings.Option;
import dev.millrace.job.settings.Recording;
import dev.millrace.job.settings.StreamSettings;
import dev.millrace.ops.ledger.OffsetRange;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.ops.loop.StartingPolicy;
import dev.millrace.schemas.topics.Topics;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A recorded run, wherever its job is submitted: what it reads, what it is called, what it starts
 * from. Its name is the pipeline of the topics that it writes.
 *
 * @param bootstrap addresses of the brokers
 * @param name of the run
 * @param recording what is read, with its ends fixed
 * @param arm how batches are made and trained
 * @param model a Hugging Face directory to start from
 * @param stateDirectory the learner's blobs; every task manager has to see it
 * @param weightsDirectory published weights; every task manager has to see it
 * @param options options of the job by their keys
 */
public record RecordedRun(
    String bootstrap,
    String name,
    Recording recording,
    Arm arm,
    Path model,
    Path stateDirectory,
    Path weightsDirectory,
    Map<String, String> options) {
  public RecordedRun {
    options = Map.copyOf(options);
  }

  /**
   * What a topic holds now, as a recording.
   *
   * @param from a pipeline, or the full name of its groups topic
   * @param steps steps after which the run ends anyway; 0 is as many as the groups make
   */
  public static Recording freeze(TopicReader reader, String from, int steps) {
    String topic = from.indexOf('.') >= 0 ? from : new Topics(from).groups();
    Map<Integer, OffsetRange> ranges = reader.ranges(topic);
    long[] until = new long[ranges.size()];
    ranges.forEach((partition, range) -> until[partition] = range.end());
    return new Recording(topic, until, steps);
  }

  /** The topics that the run writes. */
  public Topics topics() {
    return new Topics(name);
  }

  /**
   * The settings of its job.
   *
   * @throws InvalidOptionException that names the option that was typed wrongly
   */
  public JobSettings settings() {
    return JobSettings.from(jobOptions());
  }

  /**
   * The options of its job, by their keys.
   *
   * @throws InvalidOptionException when one was typed that is decided here
   */
  public Map<String, String> jobOptions() {
    StartingPolicy policy = StartingPolicy.read(model);
    Map<String, String> fixed = new HashMap<>();
    fixed.put("millrace.arm", Option.kebab(arm));
    fixed.put("millrace.kafka.bootstrap", bootstrap);
    fixed.put("millrace.pipeline", name);
    fixed.put("millrace.shards", String.valueOf(recording.until().length));
    fixed.put("millrace.learn.model", model.toAbsolutePath().toString());
    fixed.put("millrace.learn.state-dir", stateDirectory.toAbsolutePath().toString());
    fixed.put("millrace.learn.weights-dir", weightsDirectory.toAbsolutePath().toString());
    fixed.put(StreamSettings.RECORDED_TOPIC.key(), recording.topic());
    fixed.put(StreamSettings.RECORDED_UNTIL.key(), recording.untilText());
    fixed.put(StreamSettings.RECORDED_STEPS.key(), String.valueOf(recording.steps()));
    Map<String, String> all = new HashMap<>();
    // The same bytes again are promised on a CPU; what the learner could not compute with is
    // poison.
    all.put("millrace.learn.device", "cpu");
    all.put("millrace.ingest.vocabulary-size", String.valueOf(policy.vocabularySize()));
    all.put("millrace.ingest.max-tokens", String.valueOf(policy.maxPositions()));
    all.put("millrace.ingest.tokenizer-digest", policy.tokenizerDigest());
    options.forEach(
        (key, value) -> {
          if (fixed.containsKey(key)) {
            throw new InvalidOptionException("--set " + key + ": is decided by other options");
          }
          all.put(key, value);
        });
    all.putAll(fixed);
    return all;
  }

  /** Groups of the recording. */
  public long groups() {
    return Arrays.stream(recording.until()).sum();
  }
}
