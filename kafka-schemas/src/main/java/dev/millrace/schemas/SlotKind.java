package dev.millrace.schemas;

/** What became of one slot of a training step. */
public enum SlotKind {
  /** A symbol that this version of the contract does not know. */
  UNKNOWN,
  /** An effective group, trained in the step for which it arrived. */
  FRESH,
  /** A remembered group, trained in place of a hole. */
  FILLED,
  /** An ineffective group; trained by arms that keep it, else only counted. */
  HOLE
}
