package dev.millrace.ops.feed;

/** A broker that gave no answer, or one that a later question may not get again. */
final class SilentBrokerException extends RuntimeException {
  SilentBrokerException(String what, Throwable cause) {
    super(what, cause);
  }
}
