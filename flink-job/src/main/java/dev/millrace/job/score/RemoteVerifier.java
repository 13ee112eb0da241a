package dev.millrace.job.score;

import dev.millrace.schemas.Prompt;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/**
 * A judge that waits for another process. Many of its judgements may be under way at once, so it is
 * thread-safe, and none of them holds a thread while it waits.
 */
public interface RemoteVerifier extends Verifier {
  /**
   * Asks for the judgement of one response.
   *
   * @param prompt the task with its reference answer
   * @param response the text of the response
   * @return named rewards, {@link #CORRECT} among them; completed exceptionally when the response
   *     could not be judged. Cancelling its future gives the judgement up
   */
  CompletionStage<Map<String, Float>> judge(Prompt prompt, String response);

  /** Asks and waits; an interrupt gives the judgement up. */
  @Override
  default Map<String, Float> score(Prompt prompt, String response) {
    CompletableFuture<Map<String, Float>> judgement = judge(prompt, response).toCompletableFuture();
    try {
      return judgement.get();
    } catch (InterruptedException e) {
      judgement.cancel(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a judgement", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    }
  }
}
