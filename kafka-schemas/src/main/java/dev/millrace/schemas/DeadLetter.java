package dev.millrace.schemas;

/**
 * A record that could not be used, with its bytes and its origin.
 *
 * @param topic origin topic
 * @param partition origin partition
 * @param offset origin offset
 * @param timestampMillis origin timestamp, epoch milliseconds
 * @param key original key, empty when there was none
 * @param value original bytes, untouched
 * @param stage the room that refused it
 * @param reason what is wrong with it
 * @param exceptionClass class of the exception, empty when there was none
 * @param failedAtMillis when it was refused, epoch milliseconds
 */
public record DeadLetter(
    String topic,
    int partition,
    long offset,
    long timestampMillis,
    byte[] key,
    byte[] value,
    String stage,
    String reason,
    String exceptionClass,
    long failedAtMillis) {}
