package dev.millrace.job.batch;

import dev.millrace.schemas.SlotRecord;
import java.util.List;
import java.util.Map;

/**
 * What a whole training step consists of, known before its first micro-batch is trained.
 *
 * @param step the step that this batch makes, from 1; it is trained on the weights of {@code step -
 *     1}
 * @param slots every slot of the step, in (shard, slot) order, holes included
 * @param rows trained responses of the step
 * @param responseTokens N, the trained response tokens of the step: the denominator of the token
 *     mean
 * @param consumedOffsets [S] first offset of each shard that no step up to this one has taken
 * @param batchDigest sha256 of the trained content, lower-case hex
 * @param metrics figures known before training, by their names in the metrics reference
 */
public record StepManifest(
    long step,
    List<SlotRecord> slots,
    int rows,
    long responseTokens,
    long[] consumedOffsets,
    String batchDigest,
    Map<String, Double> metrics) {}
