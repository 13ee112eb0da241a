package dev.millrace.ops.report;

/** Names of the step figures that people are shown; the whole list is the ledger's. */
final class Figures {

  static final String REWARD_ALL = "reward/all/mean";
  static final String REWARD_TRAINED = "reward/trained/mean";
  static final String EFFECTIVE = "groups/effective_fraction";
  static final String FILL = "replay/fill_fraction";
  static final String AGE_MEAN = "age/mean";
  static final String AGE_MAX = "age/max";
  static final String GENERATED = "response/generated";
  static final String LENGTH_MEAN = "response/length/mean";
  static final String LENGTH_MAX = "response/length/max";
  static final String KL = "policy/kl";
  static final String ENTROPY = "policy/entropy";
  static final String GRADIENT_NORM = "policy/grad_norm";
  static final String CLIP_FRESH = "policy/clip_fraction/fresh";
  static final String CLIP_REPLAYED = "policy/clip_fraction/replayed";
  static final String CLIP_LOW = "policy/clip_fraction/low";
  static final String CLIP_HIGH = "policy/clip_fraction/high";
  static final String WEIGHT_MEAN = "is/prox_over_behaviour/mean";
  static final String WEIGHT_MAX = "is/prox_over_behaviour/max";
  static final String SAMPLE_SIZE = "is/ess";

  private Figures() {}
}
