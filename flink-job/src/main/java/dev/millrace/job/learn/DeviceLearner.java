package dev.millrace.job.learn;

import ai.djl.pytorch.jni.JniUtils;
import dev.millrace.job.batch.MicroBatch;
import dev.millrace.job.batch.StepManifest;
import dev.millrace.policy.WeightsFile;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.WeightVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A learner with the files that it leaves: published weights and blobs. Confined to the device
 * thread.
 */
final class DeviceLearner implements AutoCloseable {
  private final LearnSettings settings;
  private final long lineage;
  private final LongSupplier clock;
  private final LongSupplier nanoClock;
  private final Learner learner;
  private final BlobStore blobs;
  private final PublishedWeights published;
  private final String settingsDigest;
  private long step;
  private long blobStep;
  private long parentLineage;
  private long parentStep;
  private String weightsDigest = "";
  private long[] consumed;
  private @Nullable WeightVersion newest;
  private long idleSince;

  /**
   * What one task on the device brought.
   *
   * @param result what goes downstream
   * @param consumedOffsets [S] offsets after the step
   * @param blob the blob that was written after it, if one was
   */
  record Done(StepResult result, long[] consumedOffsets, @Nullable Blob blob) {}

  /**
   * A learner of the starting policy.
   *
   * @param lineage lineage of everything that it publishes
   * @param clock epoch milliseconds
   * @param nanoClock for durations
   */
  DeviceLearner(LearnSettings settings, long lineage, LongSupplier clock, LongSupplier nanoClock)
      throws IOException {
    this.settings = settings;
    this.lineage = lineage;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.settingsDigest = settings.digest();
    this.published =
        new PublishedWeights(Path.of(settings.weightsDirectory()), settings.keepWeightFiles());
    this.blobs = new BlobStore(Path.of(settings.stateDirectory()));
    this.learner = Learner.of(settings);
    this.consumed = new long[settings.shards()];
    this.parentLineage = lineage;
    this.idleSince = nanoClock.getAsLong();
  }

  /** Publishes the starting policy and writes its blob. */
  Done begin() throws IOException {
    return new Done(new StepResult(publish(), null), consumed, blobs.write(learner, 0));
  }

  /**
   * Goes back to a checkpoint: loads its blob, trains again what had been published, and says that
   * this lineage continues from there.
   *
   * @param steps the steps after the blob up to the last one published
   */
  Done resume(LearnerState state, List<List<MicroBatch>> steps) throws IOException {
    BlobStore.load(state.blob(), learner);
    blobStep = state.blob().step();
    for (List<MicroBatch> parts : steps) {
      learner.train(manifest(parts), parts);
    }
    step = state.emittedStep();
    parentLineage = state.emittedLineage();
    parentStep = state.emittedStep();
    consumed = state.consumedOffsets();
    return new Done(new StepResult(publish(), null), consumed, null);
  }

  /**
   * Says that no step will come: the version of the last one, published again as the last if it has
   * been before. After a restart it is said again, under the lineage of the restart.
   */
  Done end() throws IOException {
    WeightVersion version = newest != null && newest.step() == step ? newest : publish();
    return new Done(new StepResult(version.asLast(), null), consumed, null);
  }

  /**
   * Trains the next step.
   *
   * @param parts its micro-batches
   * @param waiting steps that were before it when it was handed over
   */
  Done train(List<MicroBatch> parts, int waiting) throws IOException {
    StepManifest manifest = manifest(parts);
    long started = nanoClock.getAsLong();
    long startedAt = clock.getAsLong();
    // A restart publishes at any step; the ledger names only what every run publishes.
    String before = publishes(manifest.step() - 1) ? weightsDigest : "";
    StepUpdate update = learner.train(manifest, parts);
    step = manifest.step();
    consumed = manifest.consumedOffsets();
    WeightVersion version = publishes(step) ? publish() : null;
    Blob blob = step - blobStep >= settings.blobEverySteps() ? blobs.write(learner, step) : null;
    if (blob != null) {
      blobStep = step;
    }
    Map<String, Double> metrics = new TreeMap<>(manifest.metrics());
    metrics.putAll(update.metrics());
    long ended = nanoClock.getAsLong();
    metrics.put("learner/step_seconds", (ended - started) / 1e9);
    metrics.put(
        "learner/idle_ratio", (started - idleSince) / (double) Math.max(1, ended - idleSince));
    metrics.put("learner/pending", (double) waiting);
    idleSince = ended;
    StepRecord record =
        new StepRecord(
            lineage,
            step,
            settings.arm(),
            manifest.slots(),
            manifest.batchDigest(),
            settingsDigest,
            before,
            version == null ? "" : weightsDigest,
            update.updates(),
            update.refusedBecause(),
            metrics,
            JniUtils.getNumThreads(),
            startedAt,
            clock.getAsLong());
    return new Done(new StepResult(version, record), consumed, blob);
  }

  private boolean publishes(long madeBy) {
    return madeBy % settings.publishEverySteps() == 0;
  }

  private WeightVersion publish() throws IOException {
    WeightsFile file = published.write(learner.policy(), lineage, step);
    weightsDigest = file.sha256();
    WeightVersion version =
        new WeightVersion(
            settings.modelId(),
            lineage,
            step,
            parentLineage,
            parentStep,
            file.path().toUri().toString(),
            file.sha256(),
            file.bytes(),
            clock.getAsLong(),
            consumed,
            settings.canary() ? CanaryProbe.of(learner.policy()) : null);
    parentLineage = lineage;
    parentStep = step;
    newest = version;
    return version;
  }

  /** Deletes the blobs that no checkpoint can name. */
  void keepOnly(Collection<Blob> kept) throws IOException {
    blobs.keepOnly(kept);
  }

  private static StepManifest manifest(List<MicroBatch> parts) {
    StepManifest manifest = parts.get(0).manifest();
    if (manifest == null) {
      throw new IllegalStateException("step " + parts.get(0).step() + " came without a manifest");
    }
    return manifest;
  }

  @Override
  public void close() {
    learner.close();
  }
}
