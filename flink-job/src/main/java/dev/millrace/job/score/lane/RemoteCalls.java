package dev.millrace.job.score.lane;

import dev.millrace.job.score.RemoteVerifier;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Questions to another process, of which many are under way at once without a thread. */
final class RemoteCalls implements Places {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteCalls.class);

  private final RemoteVerifier verifier;
  private final int count;

  RemoteCalls(RemoteVerifier verifier, int count) {
    this.verifier = verifier;
    this.count = count;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public String hindrance() {
    return "";
  }

  @Override
  public UnderWay begin(Prompt prompt, Response response) {
    CompletableFuture<Map<String, Float>> answer = ask(prompt, response);
    return new UnderWay() {
      @Override
      public CompletableFuture<Map<String, Float>> answer() {
        return answer;
      }

      @Override
      public void ended() {
        // A question holds nothing.
      }

      @Override
      public void giveUp() {
        answer.cancel(true);
      }
    };
  }

  private CompletableFuture<Map<String, Float>> ask(Prompt prompt, Response response) {
    try {
      return verifier.judge(prompt, response.text()).toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void close() {
    if (verifier instanceof AutoCloseable held) {
      try {
        held.close();
      } catch (Exception e) {
        LOG.warn("verifier {} cannot be closed", verifier.name(), e);
      }
    }
  }
}
