package dev.millrace.job.replay;

/** What goes into the holes of a batch. */
public enum Fill {
  /** The newest remembered groups. */
  NEWEST,
  /** The newest of those whose age is at least {@link RecencyOrder#STALE_STEPS}. */
  STALE,
  /** The newest of all groups, effective or not, which are then all remembered. */
  ANY,
  /** A draw without replacement by reward spread and age. */
  WEIGHTED,
  /** Nothing; groups are not remembered. */
  NONE
}
