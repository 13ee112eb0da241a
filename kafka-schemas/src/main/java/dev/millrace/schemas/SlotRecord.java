package dev.millrace.schemas;

/**
 * One slot of a training step as the ledger keeps it.
 *
 * @param kind fresh, filled or hole
 * @param groupId the group in the slot
 * @param promptId its prompt
 * @param partition partition of the groups topic
 * @param offset offset in that partition
 * @param ageSteps step being trained minus step of the version that sampled the group
 * @param timesUsed how often the group has been trained, this time included; 0 for a hole that is
 *     not trained
 * @param rewards [G] reward of each response
 */
public record SlotRecord(
    SlotKind kind,
    String groupId,
    String promptId,
    int partition,
    long offset,
    int ageSteps,
    int timesUsed,
    float[] rewards) {}
