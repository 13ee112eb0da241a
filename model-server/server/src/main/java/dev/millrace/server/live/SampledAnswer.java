package dev.millrace.server.live;

import dev.millrace.policy.TokenBytes;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Response;
import dev.millrace.server.answer.Answer;
import dev.millrace.server.answer.Piece;
import dev.millrace.server.engine.SampledToken;
import java.util.List;
import java.util.function.IntPredicate;

/** From sampled tokens to a response, told as it was or would have been told to a client. */
final class SampledAnswer {
  private SampledAnswer() {}

  /**
   * The response of some tokens. Its text ends before a stop text; its tokens, which are what was
   * sampled, with it.
   *
   * @param ends tokens that end an answer
   * @param stops texts that do the same
   */
  static Response response(
      String responseId,
      List<SampledToken> tokens,
      TokenBytes bytes,
      IntPredicate ends,
      List<String> stops) {
    Answer answer = new Answer(bytes, ends, stops);
    for (SampledToken token : tokens) {
      if (answer.push(token)) {
        break;
      }
    }
    if (!answer.stopped()) {
      answer.finish();
    }
    Piece piece = answer.take();
    int[] ids = piece.ids().stream().mapToInt(Integer::intValue).toArray();
    float[] logProbs = new float[ids.length];
    for (int i = 0; i < ids.length; i++) {
      logProbs[i] = piece.logProbs().get(i);
    }
    boolean stopped = answer.stopped() || (ids.length > 0 && ends.test(ids[ids.length - 1]));
    return new Response(
        responseId,
        ids,
        logProbs,
        answer.spans(),
        stopped ? FinishReason.STOP : FinishReason.LENGTH,
        piece.text(),
        null);
  }
}
