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
   * @return one group a prompt, in the order of the prompts
   */
  List<ResponseGroup> sample(List<PendingPrompt> prompts, long lineage, long step);
}
