package dev.millrace.job.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.SlotRecord;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.avro.StepRecordCodec;
import dev.millrace.schemas.topics.KafkaSizes;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LedgerRoomTest {
  private static SlotRecord slot(int responses, int channels, int idLength) {
    Map<String, float[]> values = new TreeMap<>();
    IntStream.range(0, channels).forEach(i -> values.put("channel-é" + i, new float[responses]));
    // The largest numbers take the most bytes.
    return new SlotRecord(
        SlotKind.FRESH,
        "é".repeat(idLength),
        "p".repeat(idLength),
        Integer.MAX_VALUE,
        Long.MAX_VALUE,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        new float[responses],
        values);
  }

  private static int encoded(List<SlotRecord> slots) {
    return StepRecordCodec.encode(
            new StepRecord(1, 1, "popo", slots, "", "", "", "", 0, "", Map.of(), 1, 0, 0))
        .length;
  }

  @Property(seed = "42", tries = 60)
  void slotsThatFitMakeARecordThatFits(
      @ForAll @IntRange(min = 2, max = 64) int responses,
      @ForAll @IntRange(max = 8) int channels,
      @ForAll @IntRange(max = 60) int idLength) {
    SlotRecord slot = slot(responses, channels, idLength);
    int most = 1;
    while (LedgerRoom.holdsChannels(Collections.nCopies(2 * most, slot))) {
      most *= 2;
    }
    assertThat(encoded(Collections.nCopies(most, slot))).isLessThan(KafkaSizes.LEDGER_BYTES);
  }

  @Test
  void usualStepsHaveRoomForTheirChannels() {
    // 512 slots of 16 responses with 8 channels: 8 · 512 · 16 values of 4 bytes are 256 KiB.
    assertThat(LedgerRoom.holdsChannels(Collections.nCopies(512, slot(16, 8, 40)))).isTrue();
    assertThat(LedgerRoom.holdsChannels(Collections.nCopies(512, slot(64, 8, 40)))).isFalse();
  }
}
