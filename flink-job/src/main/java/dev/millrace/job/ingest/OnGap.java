package dev.millrace.job.ingest;

/** What to do about records that were deleted before they were read. */
public enum OnGap {
  /** Stop and say which: nothing is lost silently. */
  FAIL,
  /** Count them and go on. */
  SKIP
}
