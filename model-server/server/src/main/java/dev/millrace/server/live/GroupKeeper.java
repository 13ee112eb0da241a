package dev.millrace.server.live;

import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import dev.millrace.schemas.topics.KafkaSizes;
import dev.millrace.schemas.topics.Shards;
import dev.millrace.schemas.topics.Topics;
import dev.millrace.server.redaction.Redaction;
import dev.millrace.server.spool.Spool;
import dev.millrace.server.spool.SpoolRecord;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/**
 * The last door before anything is written. A group in which a rule finds something is not written
 * at all: its tokens say what the text must not, and other tokens would have other log-probs than
 * those that were sampled.
 */
final class GroupKeeper {
  private static final int OVERHEAD_BYTES = 1024;

  private final LiveRecipe recipe;
  private final Redaction redaction;
  private final Topics topics;
  private final int shards;
  private final Spool spool;
  private final Clock clock;

  GroupKeeper(
      LiveRecipe recipe, Redaction redaction, Topics topics, int shards, Spool spool, Clock clock) {
    this.recipe = recipe;
    this.redaction = redaction;
    this.topics = topics;
    this.shards = shards;
    this.spool = spool;
    this.clock = clock;
  }

  /** Puts a whole group together and keeps it, or not. */
  Fate keep(LiveGroup whole) {
    long now = clock.millis();
    ResponseGroup group = recipe.group(whole.told(), whole.answers(), now);
    if (recipe.texts(group).anyMatch(redaction::finds)) {
      return Fate.REDACTED;
    }
    String promptId = group.prompt().promptId();
    byte[] value = ResponseGroupCodec.encode(group);
    if (value.length + promptId.length() + OVERHEAD_BYTES > KafkaSizes.GROUP_BYTES) {
      return Fate.TOO_LARGE;
    }
    boolean waits = group.prompt().waitsForFeedback();
    boolean kept =
        spool.append(
            new SpoolRecord(
                waits ? topics.pending() : topics.groups(),
                Shards.of(promptId, shards),
                promptId.getBytes(StandardCharsets.UTF_8),
                value,
                now));
    return kept ? Fate.KEPT : Fate.SPOOL_FULL;
  }
}
