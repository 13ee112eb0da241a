package dev.millrace.job.score.code;

/** What a host must offer before a program is run on it. */
public enum RequiredIsolation {
  /** Name spaces, looked for when the first program comes; without them none is run. */
  NAMESPACES_WHEN_USED(IsolationLevel.NAMESPACES, false),

  /** Name spaces, looked for when the job starts. */
  NAMESPACES(IsolationLevel.NAMESPACES, true),

  /** At least limits, looked for when the job starts. */
  LIMITS(IsolationLevel.LIMITS, true);

  private final IsolationLevel level;
  private final boolean atStart;

  RequiredIsolation(IsolationLevel level, boolean atStart) {
    this.level = level;
    this.atStart = atStart;
  }

  /** The least that will do. */
  public IsolationLevel level() {
    return level;
  }

  /** Whether a job refuses to start where there is less. */
  public boolean atStart() {
    return atStart;
  }
}
