package dev.millrace.server.answer;

import dev.millrace.policy.TokenBytes;
import dev.millrace.schemas.VersionSpan;
import dev.millrace.server.engine.SampledToken;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntPredicate;

/** One answer while it grows. Used by one thread. */
public final class Answer {
  private final TokenBytes bytes;
  private final IntPredicate ends;
  private final Detokenizer detokenizer = new Detokenizer();
  private final StopScanner scanner;
  private final Deque<AnswerToken> waiting = new ArrayDeque<>();
  private final List<VersionSpan> spans = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final List<Integer> ids = new ArrayList<>();
  private final List<Float> logProbs = new ArrayList<>();
  private int decoded;
  private int taken;
  private int tokens;
  private boolean whole;

  /**
   * An answer without a token.
   *
   * @param ends tokens that end an answer and are not part of its text
   * @param stops texts that do the same
   */
  public Answer(TokenBytes bytes, IntPredicate ends, List<String> stops) {
    this.bytes = bytes;
    this.ends = ends;
    this.scanner = new StopScanner(stops);
  }

  /** Adds a token; returns whether the answer has stopped, so that no more tokens are wanted. */
  public boolean push(SampledToken token) {
    ids.add(token.id());
    logProbs.add(token.logProb());
    extendSpans(token);
    tokens++;
    if (!ends.test(token.id())) {
      waiting.add(new AnswerToken(token, decoded));
      if (!bytes.isSpecial(token.id())) {
        String added = detokenizer.push(bytes.of(token.id()));
        decoded += added.length();
        text.append(scanner.push(added));
      }
    }
    whole = scanner.stopped();
    return whole;
  }

  /** No more tokens come. */
  public void finish() {
    if (!scanner.stopped()) {
      text.append(scanner.push(detokenizer.flush()));
      if (!scanner.stopped()) {
        text.append(scanner.flush());
      }
    }
    whole = true;
  }

  /** Whether a stop text has ended it. */
  public boolean stopped() {
    return scanner.stopped();
  }

  /** Whether something can be told that has not been. */
  public boolean hasNews() {
    return taken < text.length();
  }

  /** What has been added since this was asked last. */
  public Piece take() {
    List<AnswerToken> told = new ArrayList<>();
    while (!waiting.isEmpty() && isTold(waiting.peek())) {
      told.add(waiting.remove());
    }
    Piece piece = new Piece(text.substring(taken), told, List.copyOf(ids), List.copyOf(logProbs));
    taken = text.length();
    ids.clear();
    logProbs.clear();
    return piece;
  }

  /** A token that begins in a stop text, or in what may become one, is not told. */
  private boolean isTold(AnswerToken token) {
    return token.offset() < text.length() || (whole && !scanner.stopped());
  }

  /** Tokens sampled so far, end tokens included. */
  public int tokens() {
    return tokens;
  }

  /** Which weights sampled which tokens so far. */
  public List<VersionSpan> spans() {
    return List.copyOf(spans);
  }

  private void extendSpans(SampledToken token) {
    int last = spans.size() - 1;
    if (last >= 0
        && spans.get(last).lineage() == token.lineage()
        && spans.get(last).step() == token.step()) {
      VersionSpan span = spans.get(last);
      spans.set(last, new VersionSpan(span.lineage(), span.step(), span.start(), tokens + 1));
    } else {
      spans.add(new VersionSpan(token.lineage(), token.step(), tokens, tokens + 1));
    }
  }
}
