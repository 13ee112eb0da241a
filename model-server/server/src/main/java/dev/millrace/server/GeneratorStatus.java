package dev.millrace.server;

import dev.millrace.server.sampling.WaitingFor;
import org.jspecify.annotations.Nullable;

/**
 * What a generator is doing. Counts are since its start.
 *
 * @param waitingFor what it waits for
 * @param lineage lineage of the weights that serve
 * @param step step of the weights that serve
 * @param stepsBehind newest announced step minus the step that serves
 * @param groups groups sampled
 * @param groupsWritten groups that the topic has acknowledged
 * @param tokens response tokens sampled
 * @param samplingSeconds time spent in sampling
 * @param promptsRefused prompt records that no group can be sampled for
 * @param groupsRefused groups that the topic would not take
 * @param versionsInstalled weight versions installed
 * @param versionsSkipped weight versions passed over for a newer one
 * @param versionsRefused failed attempts to install a weight version
 * @param refusal why the newest weight version does not serve; null when there is nothing wrong
 * @param refusedLineage lineage of the weight version that was refused last; -1 when none was
 * @param refusedStep step of the weight version that was refused last; -1 when none was
 * @param failure what ended the generator; null while it runs
 */
public record GeneratorStatus(
    WaitingFor waitingFor,
    long lineage,
    long step,
    long stepsBehind,
    long groups,
    long groupsWritten,
    long tokens,
    double samplingSeconds,
    long promptsRefused,
    long groupsRefused,
    long versionsInstalled,
    long versionsSkipped,
    long versionsRefused,
    @Nullable String refusal,
    long refusedLineage,
    long refusedStep,
    @Nullable Throwable failure) {

  /** Response tokens a second, while sampling. */
  public double tokensPerSecond() {
    return samplingSeconds == 0 ? 0 : tokens / samplingSeconds;
  }
}
