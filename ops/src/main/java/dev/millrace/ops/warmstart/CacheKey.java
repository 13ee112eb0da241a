package dev.millrace.ops.warmstart;

import dev.millrace.ops.task.Task;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The name of a cached starting policy: task, seed, and a digest of all that made it. */
final class CacheKey {

  /** Raised whenever the same settings and seed begin to make another policy. */
  static final int RECIPE_VERSION = 1;

  private static final int DIGEST_CHARACTERS = 12;

  private CacheKey() {}

  static String of(Task task, long seed) {
    String content =
        String.join(
            "\n",
            Integer.toString(RECIPE_VERSION),
            task.name(),
            task.toString(),
            TaskVocabulary.tokens(task).toString(),
            Long.toString(TaskVocabulary.configured(task).parameterCount()),
            Integer.toString(task.maxResponseTokens()),
            Long.toString(seed));
    String digest = HexFormat.of().formatHex(sha256(content));
    return task.name() + "-" + seed + "-" + digest.substring(0, DIGEST_CHARACTERS);
  }

  private static byte[] sha256(String content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
