package dev.millrace.server.live;

import dev.millrace.policy.GenerationRequest;
import dev.millrace.policy.TokenBytes;
import dev.millrace.server.engine.Engine;
import dev.millrace.server.engine.EngineRequest;
import dev.millrace.server.engine.Priority;
import dev.millrace.server.engine.QueueFullException;
import dev.millrace.server.engine.SampledToken;
import java.util.ArrayList;
import java.util.List;

/** The answers of a client and those that are sampled beside them. Used by one thread. */
final class LiveGroup {
  /** All of them are one tenant, whoever asked: clients take turns when they ask. */
  private static final String TENANT = "live-training";

  private final Told told;
  private final List<Sibling> siblings = new ArrayList<>();
  private final long endNanos;
  private int asked;

  /**
   * @param size G
   * @param endNanos until when its answers are waited for, on the monotonic clock
   * @param ended is told when an answer is whole or has failed
   */
  LiveGroup(Told told, int size, TokenBytes bytes, long endNanos, Runnable ended) {
    this.told = told;
    this.endNanos = endNanos;
    for (int i = told.answers().size(); i < size; i++) {
      siblings.add(new Sibling(bytes, told.stops(), ended));
    }
  }

  Told told() {
    return told;
  }

  /**
   * Asks the engine for the answers that were not asked for; returns whether any is left.
   *
   * @throws QueueFullException when the engine takes no more now
   */
  boolean ask(Engine engine) throws QueueFullException {
    while (asked < siblings.size()) {
      GenerationRequest like = told.requests().get(0).generation();
      GenerationRequest other =
          new GenerationRequest(
              told.id(),
              told.answers().size() + asked,
              like.promptTokens(),
              like.sampling(),
              like.stopTokens());
      Sibling sibling = siblings.get(asked);
      sibling.accepted(
          engine.submit(new EngineRequest(other, Priority.TRAINING, TENANT, 0), sibling));
      asked++;
    }
    return false;
  }

  boolean isAsked() {
    return asked == siblings.size();
  }

  boolean isWhole() {
    return siblings.stream().allMatch(sibling -> sibling.state() == Sibling.State.WHOLE);
  }

  boolean hasFailed() {
    return siblings.stream().anyMatch(sibling -> sibling.state() == Sibling.State.FAILED);
  }

  boolean isLate(long nowNanos) {
    return nowNanos - endNanos > 0;
  }

  void cancel() {
    siblings.forEach(Sibling::cancel);
  }

  /** The tokens of all answers of a whole group, those of the client first. */
  List<List<SampledToken>> answers() {
    List<List<SampledToken>> all = new ArrayList<>(told.answers());
    siblings.forEach(sibling -> all.add(sibling.tokens()));
    return all;
  }
}
