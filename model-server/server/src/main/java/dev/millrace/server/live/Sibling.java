package dev.millrace.server.live;

import dev.millrace.policy.TokenBytes;
import dev.millrace.schemas.FinishReason;
import dev.millrace.server.answer.Answer;
import dev.millrace.server.engine.SampledToken;
import dev.millrace.server.engine.Ticket;
import dev.millrace.server.engine.TokenListener;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is sampled beside that of a client. Tokens come by the thread of the engine; it is
 * read by others once it is whole.
 */
final class Sibling implements TokenListener {
  /** What is known of it. */
  enum State {
    OPEN,
    WHOLE,
    FAILED
  }

  private final List<SampledToken> tokens = new ArrayList<>();
  private final @Nullable Answer stopping;
  private final Runnable ended;
  private @Nullable Ticket ticket;
  private State state = State.OPEN;

  /**
   * @param stops texts that end it
   * @param ended is told when it is whole or has failed
   */
  Sibling(TokenBytes bytes, List<String> stops, Runnable ended) {
    this.stopping = stops.isEmpty() ? null : new Answer(bytes, id -> false, stops);
    this.ended = ended;
  }

  /** Hands over what the engine accepted it by. */
  synchronized void accepted(Ticket accepted) {
    ticket = accepted;
    if (state != State.OPEN) {
      accepted.cancel();
    }
  }

  @Override
  public synchronized void token(SampledToken token) {
    if (state != State.OPEN) {
      return;
    }
    tokens.add(token);
    if (stopping != null && stopping.push(token)) {
      end(State.WHOLE);
      cancel();
    }
  }

  @Override
  public synchronized void finished(FinishReason reason) {
    end(reason == FinishReason.CANCELLED ? State.FAILED : State.WHOLE);
  }

  @Override
  public synchronized void failed(RuntimeException why) {
    end(State.FAILED);
  }

  private void end(State how) {
    if (state == State.OPEN) {
      state = how;
      ended.run();
    }
  }

  /** Gives it up. */
  synchronized void cancel() {
    if (ticket != null) {
      ticket.cancel();
    }
  }

  synchronized State state() {
    return state;
  }

  /** Its tokens; to be asked for once it is whole. */
  synchronized List<SampledToken> tokens() {
    return List.copyOf(tokens);
  }
}
