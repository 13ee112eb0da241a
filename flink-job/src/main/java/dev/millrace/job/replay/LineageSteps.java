package dev.millrace.job.replay;

/**
 * The steps of one lineage of weight versions.
 *
 * @param start step from which the lineage continues an earlier one
 * @param newest newest step published
 */
public record LineageSteps(long start, long newest) {}
