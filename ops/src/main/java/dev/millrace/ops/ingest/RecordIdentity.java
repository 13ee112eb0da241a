package dev.millrace.ops.ingest;

import dev.millrace.ops.score.RecordedGroup;
import dev.millrace.ops.task.RecordedResponse;
import dev.millrace.schemas.Prompt;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The identity of a recorded group: a digest of what was recorded and of what it is turned into. A
 * file that is sent twice gives the same groups, which the job counts as duplicates; the same
 * responses with the log-probs of another policy are other groups. Log-probs that are computed are
 * no part of it, for their last bits are the machine's.
 */
final class RecordIdentity {
  private static final int DIGITS = 32;

  private RecordIdentity() {}

  /**
   * The group id.
   *
   * @param recipe what the record is turned into, with which policy
   */
  static String of(RecordedGroup group, String recipe) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      text(out, recipe);
      Prompt prompt = group.prompt();
      text(out, prompt.promptId());
      text(out, prompt.text());
      text(out, prompt.reference());
      text(out, prompt.verifier());
      out.writeInt(prompt.verifierParameters().size());
      for (Map.Entry<String, String> one : new TreeMap<>(prompt.verifierParameters()).entrySet()) {
        text(out, one.getKey());
        text(out, one.getValue());
      }
      out.writeInt(group.responses().size());
      for (RecordedResponse response : group.responses()) {
        text(out, response.text());
        out.writeBoolean(response.ended());
        out.writeInt(response.tokens().length);
        for (int token : response.tokens()) {
          out.writeInt(token);
        }
        out.writeInt(response.logProbs().length);
        for (float logProb : response.logProbs()) {
          out.writeFloat(logProb);
        }
      }
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
      return "ingest-" + HexFormat.of().formatHex(digest).substring(0, DIGITS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
