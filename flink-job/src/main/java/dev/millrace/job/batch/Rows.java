package dev.millrace.job.batch;

import dev.millrace.job.credit.CreditedGroup;
import dev.millrace.job.replay.BatchSlot;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.SlotKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of a step: every scored response of a trained group that has a trained token, in (slot,
 * response) order.
 */
public final class Rows {
  private Rows() {}

  /**
   * Rows of the slots.
   *
   * @param slots of the step, in (shard, slot) order
   */
  public static List<Row> of(List<BatchSlot> slots) {
    List<Row> rows = new ArrayList<>();
    for (int slot = 0; slot < slots.size(); slot++) {
      CreditedGroup credited = slots.get(slot).trained();
      if (credited == null) {
        continue;
      }
      SlotKind kind = slots.get(slot).record().kind();
      ResponseGroup group = credited.scored().received().group();
      for (int i = 0; i < group.responses().size(); i++) {
        if (!credited.scored().scores().get(i).isScored()) {
          continue; // Left out: it is no part of the loss and of no denominator.
        }
        Response response = group.responses().get(i);
        // A hole that is trained counts in N and pulls nowhere, whatever its shaped reward says.
        float advantage = kind == SlotKind.HOLE ? 0 : credited.advantages()[i];
        Row row =
            new Row(
                group.promptTokens(),
                response.tokens(),
                mask(response),
                response.behaviourLogProbs(),
                advantage,
                group.sampling().temperature(),
                kind == SlotKind.FILLED,
                slot);
        if (row.trainedTokens() > 0) {
          rows.add(row);
        }
      }
    }
    return rows;
  }

  private static byte[] mask(Response response) {
    if (response.extras() != null && response.extras().lossMask() != null) {
      return response.extras().lossMask();
    }
    byte[] all = new byte[response.tokens().length];
    Arrays.fill(all, (byte) 1);
    return all;
  }
}
