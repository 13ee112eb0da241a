package dev.millrace.job.score.remote;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What is asked of another process, and what is made of its answer.
 *
 * @param verifier that asks
 * @param uri it is sent to, by POST
 * @param key sent with it
 * @param body JSON
 * @param distinction what tells this question from another of the same body; mostly empty
 * @param refusal asked before each request: why it must not be made, or nothing
 * @param reading makes channels of the body of an answer; throws when it says none
 */
public record RemoteQuestion(
    String verifier,
    URI uri,
    ApiKey key,
    String body,
    String distinction,
    Supplier<Optional<String>> refusal,
    Function<String, Map<String, Float>> reading) {

  /** Equal for two questions that have one answer: SHA-256 over address, body and distinction. */
  String digest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (String part : new String[] {uri.toString(), distinction, body}) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        sha256.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        sha256.update(bytes);
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Who is asked, for messages; without the query, which may hold a secret. */
  String address() {
    return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
  }
}
