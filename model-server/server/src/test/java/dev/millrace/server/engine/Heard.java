package dev.millrace.server.engine;

import dev.millrace.schemas.FinishReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A listener that remembers what it heard. */
final class Heard implements TokenListener {
  private final List<SampledToken> tokens = new ArrayList<>();
  private final CompletableFuture<FinishReason> end = new CompletableFuture<>();
  private final Consumer<Integer> onToken;

  Heard() {
    this(count -> {});
  }

  /**
   * @param onToken is told how many tokens there are after each one
   */
  Heard(Consumer<Integer> onToken) {
    this.onToken = onToken;
  }

  @Override
  public void token(SampledToken token) {
    requireOpen();
    tokens.add(token);
    onToken.accept(tokens.size());
  }

  @Override
  public void finished(FinishReason reason) {
    requireOpen();
    end.complete(reason);
  }

  @Override
  public void failed(RuntimeException why) {
    requireOpen();
    end.completeExceptionally(why);
  }

  private void requireOpen() {
    if (end.isDone()) {
      throw new AssertionError("the listener was called after its end");
    }
  }

  boolean isEnded() {
    return end.isDone();
  }

  /** Waits for the end. */
  FinishReason reason() throws Exception {
    return end.get(30, TimeUnit.SECONDS);
  }

  /** Waits for the failure. */
  Throwable failure() throws Exception {
    return end.handle(
            (reason, why) -> {
              if (why == null) {
                throw new AssertionError("the request was answered");
              }
              return why;
            })
        .get(30, TimeUnit.SECONDS);
  }

  List<SampledToken> tokens() {
    return tokens;
  }

  int[] ids() {
    return tokens.stream().mapToInt(SampledToken::id).toArray();
  }
}
