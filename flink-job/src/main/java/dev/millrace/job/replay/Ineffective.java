package dev.millrace.job.replay;

/** What becomes of a slot whose fresh group is ineffective. */
public enum Ineffective {
  /** It takes its place in the batch and is not trained. */
  HOLE,
  /** It takes its place and is trained with zero advantages, so it counts in N. */
  KEEP,
  /** It takes no place: another group is consumed instead. */
  REPLACE
}
