package dev.millrace.job.publish;

import dev.millrace.schemas.DeadLetter;
import java.util.Map;
import java.util.TreeMap;

/** Key and headers of a dead letter; the leaf names are those of Kafka Connect. */
final class DeadLetters {
  private static final String PREFIX = "millrace.errors.";

  private DeadLetters() {}

  /** The origin: copies that a restart sends again have the same key. */
  static String key(DeadLetter letter) {
    return letter.topic() + "-" + letter.partition() + "-" + letter.offset();
  }

  static Map<String, String> headers(DeadLetter letter) {
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
