package dev.millrace.server.sampling;

import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.server.FirstFailure;
import dev.millrace.server.admission.Admission;
import dev.millrace.server.admission.Bell;
import dev.millrace.server.admission.PendingPrompt;
import dev.millrace.server.weights.VersionFollower;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The generator's turn of the wheel: install the newest weights, take the prompts that the bound
 * allows, sample their groups, hand them on. Weights change between batches only, so a group has
 * one version. Runs on the thread that owns the policy.
 */
public final class SamplingLoop implements GroupMaking {
  /** A refused version is tried again after a pause that no ring ends. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(50);

  private final Bell bell;
  private final Admission admission;
  private final VersionFollower versions;
  private final GroupSampler sampler;
  private final GroupSink sink;
  private final SamplingFigures figures;
  private final FirstFailure failure;
  private final int promptsPerBatch;
  private final LongSupplier nanos;
  private volatile WaitingFor waitingFor = WaitingFor.PROMPTS;
  private volatile boolean closing;

  /**
   * @param promptsPerBatch most prompts that are sampled at once
   * @param nanos a monotonic clock
   */
  public SamplingLoop(
      Bell bell,
      Admission admission,
      VersionFollower versions,
      GroupSampler sampler,
      GroupSink sink,
      SamplingFigures figures,
      FirstFailure failure,
      int promptsPerBatch,
      LongSupplier nanos) {
    this.bell = bell;
    this.admission = admission;
    this.versions = versions;
    this.sampler = sampler;
    this.sink = sink;
    this.figures = figures;
    this.failure = failure;
    this.promptsPerBatch = promptsPerBatch;
    this.nanos = nanos;
  }

  @Override
  public void run() throws InterruptedException {
    while (!closing && failure.get() == null) {
      long noted = bell.rings();
      if (!turn()) {
        bell.awaitAfter(noted, LONGEST_WAIT);
      }
    }
  }

  /** Does one turn; returns whether there was anything to sample. */
  boolean turn() {
    WeightVersion installed = versions.installNewest(nanos.getAsLong());
    if (installed != null) {
      admission.consumed(installed.consumedOffsets());
    }
    List<PendingPrompt> prompts = admission.take(promptsPerBatch);
    if (prompts.isEmpty()) {
      waitingFor = reasonToWait();
      return false;
    }
    waitingFor = WaitingFor.NOTHING;
    VersionFollower.Progress serving = versions.progress();
    long started = nanos.getAsLong();
    List<ResponseGroup> groups = sampler.sample(prompts, serving.lineage(), serving.step());
    figures.sampled(groups, nanos.getAsLong() - started);
    for (int i = 0; i < groups.size(); i++) {
      sink.write(prompts.get(i), groups.get(i));
    }
    return true;
  }

  private WaitingFor reasonToWait() {
    if (!admission.hasPrompts()) {
      return WaitingFor.PROMPTS;
    }
    return versions.progress().refusal() == null ? WaitingFor.CAPACITY : WaitingFor.WEIGHTS;
  }

  @Override
  public WaitingFor waitingFor() {
    return sampler.isAway() ? WaitingFor.ENGINE : waitingFor;
  }

  /** Ends the loop after the batch that is being sampled. */
  @Override
  public void stop() {
    closing = true;
    sampler.cancel();
    bell.ring();
  }
}
