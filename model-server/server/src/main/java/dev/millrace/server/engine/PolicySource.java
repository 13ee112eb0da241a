package dev.millrace.server.engine;

import dev.millrace.policy.Policy;

/** The weights that the engine samples with. */
public interface PolicySource {
  /**
   * A policy and the version of its weights.
   *
   * @param lineage of the weights
   * @param step of the weights
   */
  record Current(Policy policy, long lineage, long step) {}

  /**
   * Returns what samples the next token. Called by the thread of the engine between two steps: new
   * weights take their place here, and nowhere else. It must not wait.
   */
  Current current();
}
