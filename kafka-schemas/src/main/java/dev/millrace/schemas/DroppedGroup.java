package dev.millrace.schemas;

/**
 * A record of the groups topic that did not become a slot. Generators take it as leave to sample
 * another one.
 *
 * @param groupId the group, empty when it could not be read
 * @param promptId its prompt, empty when it could not be read
 * @param reason why
 * @param detail in words, empty when the reason says all
 * @param partition partition of the groups topic
 * @param offset offset in that partition
 * @param droppedAtMillis epoch milliseconds
 */
public record DroppedGroup(
    String groupId,
    String promptId,
    DropReason reason,
    String detail,
    int partition,
    long offset,
    long droppedAtMillis) {}
