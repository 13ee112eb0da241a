package dev.millrace.schemas.topics;

/**
 * The largest records, in bytes. Kafka's limits only work when topic, broker, producer and consumer
 * agree, so each of them is set from here: {@code max.message.bytes} of the topics; {@code
 * message.max.bytes} and {@code replica.fetch.max.bytes} of the broker; {@code max.request.size} of
 * producers; {@code fetch.max.bytes} (and {@code max.partition.fetch.bytes}) of consumers.
 */
public final class KafkaSizes {
  /** Largest response group: 8 MiB. */
  public static final int GROUP_BYTES = 8 << 20;

  /**
   * Largest record that the groups topic takes: 16 MiB. A group that is larger than it may be comes
   * as far as the job and is a dead letter there, with its bytes, instead of an error in the log of
   * a producer far away.
   */
  public static final int GROUPS_TOPIC_BYTES = 2 * GROUP_BYTES;

  /** Largest prompt and largest ledger record: 1 MiB. */
  public static final int PROMPT_BYTES = 1 << 20;

  /** Largest ledger record: 1 MiB. */
  public static final int LEDGER_BYTES = 1 << 20;

  /** Largest weight version, notice of a dropped group, and feedback: 64 KiB. */
  public static final int NOTICE_BYTES = 64 << 10;

  /** Largest dead letter: a record of any topic with its origin. */
  public static final int DEAD_LETTER_BYTES = GROUPS_TOPIC_BYTES + (1 << 20);

  /** {@code message.max.bytes} of the broker. */
  public static final int BROKER_MESSAGE_MAX_BYTES = DEAD_LETTER_BYTES;

  /** {@code replica.fetch.max.bytes} of the broker. */
  public static final int BROKER_REPLICA_FETCH_MAX_BYTES = DEAD_LETTER_BYTES;

  /** {@code max.request.size} of a producer of any topic. */
  public static final int PRODUCER_MAX_REQUEST_SIZE = DEAD_LETTER_BYTES;

  /**
   * {@code fetch.max.bytes} of consumers; a larger record comes alone. The default of 50 MB, twice
   * a source subtask, is a risk to the heap.
   */
  public static final int CONSUMER_FETCH_MAX_BYTES = GROUP_BYTES;

  private KafkaSizes() {}
}
