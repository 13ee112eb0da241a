package dev.millrace.server.live;

import dev.millrace.server.engine.EngineRequest;
import dev.millrace.server.engine.SampledToken;
import dev.millrace.server.openai.Wanted;
import java.util.List;
import java.util.function.Supplier;

/** Whoever looks at live requests as they are answered. Thread-safe. */
public interface Traffic {
  /**
   * A request begins.
   *
   * @param prompts how many it has
   * @param wanted how its answers are to be made
   * @throws dev.millrace.server.openai.ApiException when its metadata say something impossible
   */
  Watch begin(Ask ask, int prompts, Wanted wanted);

  /** One request while it is answered. Used by one thread, which never waits here. */
  interface Watch extends AutoCloseable {
    /** The id of the answer. */
    String id();

    /** What the engine is asked for, one request for each answer. */
    void asked(List<EngineRequest> requests);

    /** One more token of an answer. */
    void token(int choice, SampledToken token);

    /** The client has all answers. */
    void told();

    /** The request has ended, whether all was told or not. */
    @Override
    void close();
  }

  /** Nobody looks. */
  static Traffic unwatched(Supplier<String> ids) {
    return (ask, prompts, wanted) -> unwatched(ask.idPrefix() + ids.get());
  }

  /** A request that nobody looks at. */
  static Watch unwatched(String id) {
    return new Watch() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public void asked(List<EngineRequest> requests) {}

      @Override
      public void token(int choice, SampledToken token) {}

      @Override
      public void told() {}

      @Override
      public void close() {}
    };
  }
}
