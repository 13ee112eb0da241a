package dev.millrace.server.api;

import dev.millrace.server.live.LiveTraining;

/** Begins to take live requests for training. */
public interface TrainedTraffic {
  /**
   * Begins.
   *
   * @param model what answers
   * @param tokenizerDigest digest of its tokenizer
   */
  LiveTraining start(ServedModel model, String tokenizerDigest);
}
