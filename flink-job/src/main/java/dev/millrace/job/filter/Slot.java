package dev.millrace.job.filter;

import dev.millrace.job.credit.CreditedGroup;

/**
 * One place of a training batch, as its fresh group left it.
 *
 * @param group the group that arrived
 * @param effective whether the gate channel varies inside the group; if not, the slot is a hole
 */
public record Slot(CreditedGroup group, boolean effective) {}
