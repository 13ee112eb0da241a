package dev.millrace.job.batch;

import dev.millrace.schemas.SlotRecord;
import dev.millrace.schemas.topics.KafkaSizes;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the ledger's record of a step has room for. A record is at most
 *
 * <p>bytes = 64 KiB + Σ_slots (64 + |group id| + |prompt id| + 4·G + Σ_channels (16 + |name| +
 * 4·G))
 *
 * <p>in its encoding; the first term is for all that is no slot. Rewards are needed to train a step
 * again and always stay; channels explain them, and are left out where the record would be too
 * large with them.
 */
final class LedgerRoom {
  private static final long OUTSIDE_SLOTS = 64 << 10;
  private static final long SLOT = 64;
  private static final long CHANNEL = 16;

  private LedgerRoom() {}

  /** Whether the slots of a step surely fit with their channels. */
  static boolean holdsChannels(List<SlotRecord> slots) {
    long bytes = OUTSIDE_SLOTS;
    for (SlotRecord slot : slots) {
      long values = 4L * slot.rewards().length;
      bytes += SLOT + utf8(slot.groupId()) + utf8(slot.promptId()) + values;
      for (String name : slot.channels().keySet()) {
        bytes += CHANNEL + utf8(name) + values;
      }
    }
    return bytes <= KafkaSizes.LEDGER_BYTES;
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
