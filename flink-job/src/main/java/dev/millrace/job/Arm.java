package dev.millrace.job;

import java.util.Map;

/** The algorithms on one stream: each is a handful of option values, and nothing else. */
public enum Arm {
  /** Holes are filled with the newest remembered groups; decoupled correction. */
  POPO,
  /** Ineffective groups stay in the batch with zero gradient and count in N. */
  GRPO,
  /** Ineffective groups leave holes that nothing fills. */
  GRPO_FILTER,
  /** More groups are consumed until the batch holds B effective ones. */
  DAPO,
  /** Ablation: replayed groups are treated as on-policy, w := 1. */
  POPO_PROX_ONLY,
  /** Ablation: the trust region is centred on the behaviour policy. */
  POPO_BEHAVIOUR_CLIP,
  /** Ablation: far history is preferred, so memory has to reach that far back. */
  POPO_STALE,
  /** Ablation: any group is remembered and fills, effective or not. */
  POPO_UNGATED,
  /** Option: fill is drawn by reward spread and age instead of newest first. */
  POPO_WEIGHTED;

  /** Option values of the arm; an option that is typed goes before its preset. */
  public Map<String, String> presets() {
    return switch (this) {
      case POPO -> Map.of();
      case GRPO -> Map.of("millrace.replay.ineffective", "keep", "millrace.replay.fill", "none");
      case GRPO_FILTER -> Map.of("millrace.replay.fill", "none");
      case DAPO -> Map.of("millrace.replay.ineffective", "replace", "millrace.replay.fill", "none");
      case POPO_PROX_ONLY -> Map.of("millrace.learn.correction", "none");
      case POPO_BEHAVIOUR_CLIP -> Map.of("millrace.learn.correction", "behaviour-clip");
      case POPO_STALE ->
          Map.of(
              "millrace.replay.fill", "stale",
              "millrace.replay.capacity-batches", "32",
              "millrace.replay.max-age", "32");
      case POPO_UNGATED -> Map.of("millrace.replay.fill", "any");
      case POPO_WEIGHTED -> Map.of("millrace.replay.fill", "weighted");
    };
  }
}
