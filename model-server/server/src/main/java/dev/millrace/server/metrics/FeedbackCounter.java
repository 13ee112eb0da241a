package dev.millrace.server.metrics;

/** Counts feedback by what became of it. */
public interface FeedbackCounter {
  /**
   * Counts one.
   *
   * @param outcome one of few words
   */
  void count(String outcome);
}
