package dev.millrace.server.sampling;

import dev.millrace.schemas.ResponseGroup;
import dev.millrace.server.admission.PendingPrompt;
import java.util.List;

/** What makes groups from prompts. */
public interface GroupSampler {
  /**
   * Samples the groups of a batch of prompts with the weights that now serve.
   *
   * @param lineage lineage of these weights
   * @param step step of these weights
   * @return one group a prompt, in the order of the prompts; those of the first prompts only after
   *     {@link #cancel}
   */
  List<ResponseGroup> sample(List<PendingPrompt> prompts, long lineage, long step);

  /** Whether what samples is away, so that prompts wait for it; callable from any thread. */
  default boolean isAway() {
    return false;
  }

  /** Asks a sampler that can wait for long to give up; callable from any thread. */
  default void cancel() {}
}
