package dev.millrace.schemas;

/** Why a response ended. */
public enum FinishReason {
  /** A symbol that this version of the contract does not know. */
  UNKNOWN,
  /** An end token or a stop text was sampled. */
  STOP,
  /** The token limit was reached. */
  LENGTH,
  /** The request was cancelled. */
  CANCELLED
}
