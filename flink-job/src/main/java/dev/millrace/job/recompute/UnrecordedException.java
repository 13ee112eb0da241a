package dev.millrace.job.recompute;

/** A step that cannot be rebuilt, because the topic does not have what the ledger names. */
public final class UnrecordedException extends Exception {
  UnrecordedException(String message) {
    super(message);
  }
}
