package dev.millrace.server.sampling;

/** What the generator waits for. */
public enum WaitingFor {
  /** Nothing: it samples. */
  NOTHING,
  /** The prompts topic has no further prompt. */
  PROMPTS,
  /** Groups have run as far ahead of the learner as they may; its next step makes room. */
  CAPACITY,
  /** The broker is silent: groups wait to be written, and nothing new is heard of. */
  BROKER,
  /** The server that samples for this generator does not answer. */
  ENGINE,
  /** As far ahead as the weights that serve allow, and the newest version was refused. */
  WEIGHTS
}
