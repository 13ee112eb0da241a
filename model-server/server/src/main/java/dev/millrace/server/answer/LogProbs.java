package dev.millrace.server.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.TokenBytes;
import dev.millrace.server.engine.SampledToken;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Log-probs of tokens in the words of the two routes: those of the model, at temperature 1. */
final class LogProbs {
  /** What stands for a log-prob that JSON has no number for. */
  private static final float LEAST = -9999f;

  private final TokenBytes bytes;
  private final boolean asIds;

  LogProbs(TokenBytes bytes, boolean asIds) {
    this.bytes = bytes;
    this.asIds = asIds;
  }

  static float finite(float logProb) {
    return logProb >= LEAST ? Math.min(logProb, 0) : LEAST;
  }

  /** {@code choices[].logprobs} of a chat. */
  void addChat(ObjectNode choice, List<AnswerToken> tokens) {
    ObjectNode node = choice.putObject("logprobs");
    ArrayNode content = node.putArray("content");
    for (AnswerToken token : tokens) {
      ObjectNode entry = content.addObject();
      describe(entry, token.sampled().id(), token.sampled().modelLogProb());
      ArrayNode top = entry.putArray("top_logprobs");
      for (SampledToken.Candidate candidate : token.sampled().top()) {
        describe(top.addObject(), candidate.id(), candidate.modelLogProb());
      }
    }
    node.putNull("refusal");
  }

  private void describe(ObjectNode entry, int id, float logProb) {
    entry.put("token", asIds ? named(id) : new String(bytes.of(id), StandardCharsets.UTF_8));
    entry.put("logprob", finite(logProb));
    ArrayNode array = entry.putArray("bytes");
    for (byte each : bytes.of(id)) {
      array.add(each & 0xFF);
    }
  }

  /**
   * {@code choices[].logprobs} of a completion.
   *
   * @param shift characters that are told before the answer
   */
  void addCompletion(ObjectNode choice, List<AnswerToken> tokens, int shift) {
    ObjectNode node = choice.putObject("logprobs");
    ArrayNode names = node.putArray("tokens");
    ArrayNode values = node.putArray("token_logprobs");
    ArrayNode tops = node.putArray("top_logprobs");
    ArrayNode offsets = node.putArray("text_offset");
    for (AnswerToken token : tokens) {
      names.add(name(token.sampled().id()));
      values.add(finite(token.sampled().modelLogProb()));
      offsets.add(token.offset() + shift);
      ObjectNode top = tops.addObject();
      for (SampledToken.Candidate candidate : token.sampled().top()) {
        String name = name(candidate.id());
        if (!top.has(name)) { // two tokens may be written alike; the likelier comes first
          top.put(name, finite(candidate.modelLogProb()));
        }
      }
    }
  }

  private static String named(int id) {
    return "token_id:" + id;
  }

  /** A token as text; bytes that are no text are spelled. */
  private String name(int id) {
    if (asIds) {
      return named(id);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.of(id))).toString();
    } catch (CharacterCodingException e) {
      StringBuilder spelled = new StringBuilder("bytes:");
      for (byte each : bytes.of(id)) {
        spelled.append(String.format(Locale.ROOT, "\\x%02x", each & 0xFF));
      }
      return spelled.toString();
    }
  }
}
