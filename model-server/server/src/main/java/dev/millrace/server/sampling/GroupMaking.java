package dev.millrace.server.sampling;

/** What makes the groups of a generator, on the thread that owns the policy. */
public interface GroupMaking {
  /** Runs until {@link #stop} or a failure of any thread. */
  void run() throws InterruptedException;

  /** Ends {@link #run}, after what is being sampled. */
  void stop();

  WaitingFor waitingFor();
}
