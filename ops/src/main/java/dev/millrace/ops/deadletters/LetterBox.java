package dev.millrace.ops.deadletters;

import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.schemas.DeadLetter;
import dev.millrace.schemas.avro.DeadLetterCodec;
import dev.millrace.schemas.topics.DeadLetterHeaders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The dead letters of a pipeline, each origin once: a restart may write a letter again. */
final class LetterBox {
  private LetterBox() {}

  /**
   * A dead letter.
   *
   * @param origin topic-partition-offset of the record that could not be used
   * @param letter the letter, without its bytes where nobody asked for them
   * @param bytes length of the record's value
   */
  record Letter(String origin, DeadLetter letter, int bytes) {}

  /**
   * Reads the letters in the order in which they were written first.
   *
   * @param topic the dead letters
   * @param withBytes letters whose bytes are wanted; a topic of them may be large
   */
  static List<Letter> read(TopicReader reader, String topic, Predicate<DeadLetter> withBytes) {
    Map<String, Letter> letters = new LinkedHashMap<>();
    reader.read(
        topic,
        record -> {
          if (record.value() != null) {
            DeadLetter letter = TopicReader.decoded(record, DeadLetterCodec::decode);
            String origin = DeadLetterHeaders.key(letter);
            int bytes = letter.value().length;
            letters.putIfAbsent(
                origin,
                new Letter(origin, withBytes.test(letter) ? letter : emptied(letter), bytes));
          }
        });
    return new ArrayList<>(letters.values());
  }

  private static DeadLetter emptied(DeadLetter letter) {
    return new DeadLetter(
        letter.topic(),
        letter.partition(),
        letter.offset(),
        letter.timestampMillis(),
        letter.key(),
        new byte[0],
        letter.stage(),
        letter.reason(),
        letter.exceptionClass(),
        letter.failedAtMillis());
  }

  /** Whether a letter's reason contains a text; every letter's does when there is none. */
  static Predicate<DeadLetter> because(String reason) {
    return letter -> letter.reason().contains(reason);
  }
}
