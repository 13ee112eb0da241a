package dev.millrace.schemas;

/** Why a record of the groups topic did not become a slot. */
public enum DropReason {
  /** A symbol that this version of the contract does not know. */
  UNKNOWN,
  /** The record could not be decoded or broke the contract; its bytes are a dead letter. */
  MALFORMED,
  /** A group with this id was read before. */
  DUPLICATE,
  /** Zero-variance, and the arm takes more groups instead of leaving a hole. */
  INEFFECTIVE,
  /** Older than the largest age that is trained. */
  STALE,
  /** A verifier failed or missed its deadline. */
  UNSCORED,
  /** Waited behind a closed emission gate until newer groups took its place. */
  SURPLUS
}
