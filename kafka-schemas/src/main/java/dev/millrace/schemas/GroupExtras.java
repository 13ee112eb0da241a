package dev.millrace.schemas;

import org.jspecify.annotations.Nullable;

/**
 * Room for what later methods need of a group. Every field is null unless a configured method
 * declares it.
 *
 * @param phase curriculum phase
 * @param round round of a group that grows over several
 * @param stage stage of a multi-stage method
 * @param parentGroupId the group that this one continues
 * @param pairId joins the two groups of a pair
 * @param pairRole the role in the pair
 * @param generatorModelId the model that sampled, when it is not the trained policy
 * @param enginePrecision number format of the engine that sampled
 */
public record GroupExtras(
    @Nullable String phase,
    @Nullable Integer round,
    @Nullable String stage,
    @Nullable String parentGroupId,
    @Nullable String pairId,
    @Nullable String pairRole,
    @Nullable String generatorModelId,
    @Nullable String enginePrecision) {}
