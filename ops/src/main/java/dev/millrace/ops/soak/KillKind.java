package dev.millrace.ops.soak;

import java.util.Locale;

/** What can be done to a pipeline. */
enum KillKind {
  /** The weights directory is no directory for a moment: the learner cannot write. */
  LEARNER_EXCEPTION,
  /** SIGKILL of the task manager that has the learner. */
  LEARNER_TASK_MANAGER,
  /** SIGKILL of the task manager that has the rooms before the learner. */
  OTHER_TASK_MANAGER,
  /** SIGSEGV of the task manager that has the learner, as native code would get it. */
  NATIVE_CRASH,
  /** SIGKILL of the job manager; a new one starts the job from the newest checkpoint. */
  JOB_MANAGER,
  /** SIGKILL of the broker, which is started again at once. */
  BROKER,
  /** The broker is away for a while. */
  BROKER_OUTAGE,
  /** Stop with savepoint, and resume from it. */
  SAVEPOINT,
  /** Stop with savepoint, and resume with twice the parallelism; then back again. */
  RESCALE,
  /** SIGKILL of every process; all are started again on the same directories. */
  EVERYTHING;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
