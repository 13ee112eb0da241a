package dev.millrace.schemas.topics;

import dev.millrace.schemas.DeadLetter;
import java.util.Map;
import java.util.TreeMap;

/**
 * What any Kafka console shows of a dead letter: its key, which is its origin, so that the copies
 * of a restart can be folded, and headers with the leaf names of Kafka Connect.
 */
public final class DeadLetterHeaders {
  /** Header of a record that was sent again: the key of the dead letter that it was. */
  public static final String REDRIVEN_FROM = "millrace.redriven.from";

  private static final String PREFIX = "millrace.errors.";

  private DeadLetterHeaders() {}

  /** Returns the record key. */
  public static String key(DeadLetter letter) {
    return letter.topic() + "-" + letter.partition() + "-" + letter.offset();
  }

  /** Returns the headers by name, in the order of their names. */
  public static Map<String, String> of(DeadLetter letter) {
    Map<String, String> headers = new TreeMap<>();
    headers.put(PREFIX + "topic", letter.topic());
    headers.put(PREFIX + "partition", String.valueOf(letter.partition()));
    headers.put(PREFIX + "offset", String.valueOf(letter.offset()));
    headers.put(PREFIX + "stage", letter.stage());
    headers.put(PREFIX + "exception.message", letter.reason());
    if (!letter.exceptionClass().isEmpty()) {
      headers.put(PREFIX + "exception.class.name", letter.exceptionClass());
    }
    return headers;
  }
}
