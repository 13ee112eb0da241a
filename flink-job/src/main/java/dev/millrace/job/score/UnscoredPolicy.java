package dev.millrace.job.score;

/** What becomes of a group when a response of it could not be judged. */
public enum UnscoredPolicy {
  /** The group is dropped, and the reason is kept. */
  DROP_GROUP,
  /**
   * The response is left out, as if it had not been sampled; the group goes on with the others when
   * they are at least two, and is dropped otherwise.
   */
  SCORE_REST
}
