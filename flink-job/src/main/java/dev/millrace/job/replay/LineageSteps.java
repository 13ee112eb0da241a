package dev.millrace.job.replay;

/**
 * The steps of one lineage of weight versions.
 *
 * @param parent lineage that it continues; itself when it continues none
 * @param start step from which it continues
 * @param newest newest step published
 */
public record LineageSteps(long parent, long start, long newest) {}
