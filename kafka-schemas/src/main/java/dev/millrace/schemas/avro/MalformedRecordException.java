package dev.millrace.schemas.avro;

/** Bytes that are not a record of the contract; the message says what is wrong with them. */
public final class MalformedRecordException extends Exception {
  MalformedRecordException(String reason) {
    super(reason);
  }

  MalformedRecordException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
