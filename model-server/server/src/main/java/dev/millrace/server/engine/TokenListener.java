package dev.millrace.server.engine;

import dev.millrace.schemas.FinishReason;

/**
 * Whoever waits for an answer. Called by the thread of the engine, in order, and never after {@link
 * #finished} or {@link #failed}; it must not wait.
 */
public interface TokenListener {
  /** One more token. */
  void token(SampledToken token);

  /** The answer is whole; its last token was an end token when the reason is STOP. */
  void finished(FinishReason reason);

  /** There will be no answer, though the request was accepted. */
  void failed(RuntimeException why);
}
