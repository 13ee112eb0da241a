package dev.millrace.job.score.lane;

import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Where the judgements of one verifier are made. Its lane calls it from one thread at a time. */
interface Places extends AutoCloseable {
  /** How many judgements may be under way at once. */
  int count();

  /** Why none can begin now; empty when one can. */
  String hindrance();

  /** Begins a judgement. */
  UnderWay begin(Prompt prompt, Response response);

  /** Ends what is under way, without waiting for it. */
  @Override
  void close();

  /** A judgement that was begun. */
  interface UnderWay {
    CompletableFuture<Map<String, Float>> answer();

    /** The answer came: its place is free. */
    void ended();

    /** Nobody waits for the answer any longer. */
    void giveUp();
  }
}
