package dev.millrace.job.replay;

import dev.millrace.job.credit.CreditedGroup;
import dev.millrace.schemas.SlotRecord;
import org.jspecify.annotations.Nullable;

/**
 * A slot of a training batch.
 *
 * @param record the slot as the ledger keeps it
 * @param trained the group that is trained; null for a hole that is only counted
 */
public record BatchSlot(SlotRecord record, @Nullable CreditedGroup trained) {}
