package dev.millrace.server.engine;

/** Who goes first when not all can. */
public enum Priority {
  /** Somebody waits for the answer. */
  LIVE,
  /** The answer is for training, which can wait. */
  TRAINING
}
