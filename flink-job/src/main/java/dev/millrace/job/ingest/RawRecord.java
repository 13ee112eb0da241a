package dev.millrace.job.ingest;

/**
 * A record of a topic before anybody looked into it: nothing can be wrong with it yet.
 *
 * @param topic origin topic
 * @param partition origin partition
 * @param offset origin offset
 * @param timestampMillis origin timestamp, epoch milliseconds
 * @param key original key, empty when there was none
 * @param value original bytes, empty when there were none
 */
public record RawRecord(
    String topic, int partition, long offset, long timestampMillis, byte[] key, byte[] value) {}
