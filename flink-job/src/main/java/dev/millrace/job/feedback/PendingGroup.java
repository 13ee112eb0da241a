package dev.millrace.job.feedback;

/**
 * A group that waits for feedback.
 *
 * @param groupId its identity
 * @param wish what it waits for
 * @param bytes the group as it was written: the state of the room keeps to the wire contract
 */
public record PendingGroup(String groupId, Wish wish, byte[] bytes) {}
