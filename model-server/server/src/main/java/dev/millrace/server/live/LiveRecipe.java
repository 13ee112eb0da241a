package dev.millrace.server.live;

import dev.millrace.policy.GenerationRequest;
import dev.millrace.policy.TokenBytes;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.ResponseId;
import dev.millrace.server.engine.SampledToken;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * How a group is put together from answers to a live request.
 *
 * @param bytes of tokens
 * @param endTokens tokens that end an answer
 * @param tokenizerDigest digest of the tokenizer
 * @param generatorId the generator process
 */
record LiveRecipe(TokenBytes bytes, int[] endTokens, String tokenizerDigest, String generatorId) {
  private static final int ID_DIGITS = 32;

  /**
   * The group.
   *
   * @param answers tokens of all of them, those that the client has first
   */
  ResponseGroup group(Told told, List<List<SampledToken>> answers, long finishedAtMillis) {
    GenerationRequest asked = told.requests().get(0).generation();
    IntPredicate ends = id -> contains(endTokens, id) || contains(asked.stopTokens(), id);
    List<Response> responses = new ArrayList<>();
    for (List<SampledToken> answer : answers) {
      String id = new ResponseId(told.id(), responses.size()).text();
      responses.add(SampledAnswer.response(id, answer, bytes, ends, told.stops()));
    }
    return new ResponseGroup(
        told.id(),
        prompt(told, asked.promptTokens()),
        asked.promptTokens(),
        responses,
        asked.sampling(),
        tokenizerDigest,
        generatorId,
        told.askedAtMillis(),
        finishedAtMillis,
        null);
  }

  private Prompt prompt(Told told, int[] tokens) {
    Judging judging = told.judging();
    return new Prompt(
        promptId(judging, tokens),
        "live/" + told.owner(),
        bytes.text(tokens),
        tokens,
        judging.reference(),
        judging.verifier(),
        judging.parameters(),
        told.askedAtMillis());
  }

  /** The same for the same question judged in the same way, so that its groups share a shard. */
  private static String promptId(Judging judging, int[] tokens) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer ids = ByteBuffer.allocate(tokens.length * Integer.BYTES);
      Arrays.stream(tokens).forEach(ids::putInt);
      digest.update(ids.array());
      String how =
          judging.verifier()
              + "\n"
              + judging.reference()
              + "\n"
              + new TreeMap<>(judging.parameters());
      byte[] sum = digest.digest(how.getBytes(StandardCharsets.UTF_8));
      return "live-" + HexFormat.of().formatHex(sum).substring(0, ID_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static boolean contains(int[] ids, int id) {
    return Arrays.stream(ids).anyMatch(each -> each == id);
  }

  /** Everything that somebody wrote or that was sampled, as text and as what its tokens say. */
  Stream<String> texts(ResponseGroup group) {
    Prompt prompt = group.prompt();
    return Stream.of(
            Stream.of(prompt.text(), prompt.reference(), bytes.text(group.promptTokens())),
            prompt.verifierParameters().keySet().stream(),
            prompt.verifierParameters().values().stream(),
            group.responses().stream()
                .flatMap(response -> Stream.of(response.text(), bytes.text(response.tokens()))))
        .flatMap(each -> each);
  }
}
