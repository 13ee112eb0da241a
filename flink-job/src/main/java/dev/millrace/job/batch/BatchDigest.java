package dev.millrace.job.batch;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The digest of what a step trains: sha256 over its rows in order, each as lengths, prompt tokens,
 * response tokens, mask, log-probs, advantage, temperature, filled and group, big-endian. It does
 * not depend on how rows are packed.
 */
public final class BatchDigest {
  private BatchDigest() {}

  /** The digest of the rows of a step, in lower-case hex. */
  public static String of(long step, List<Row> rows) {
    MessageDigest sha256 = sha256();
    sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(step).flip());
    for (Row row : rows) {
      int prompt = row.prompt().length;
      int response = row.response().length;
      ByteBuffer bytes = ByteBuffer.allocate(21 + 4 * prompt + 9 * response);
      bytes.putInt(prompt).putInt(response);
      bytes.asIntBuffer().put(row.prompt()).put(row.response());
      bytes.position(bytes.position() + 4 * (prompt + response));
      bytes.put(row.mask());
      bytes.asFloatBuffer().put(row.behaviourLogProbs());
      bytes.position(bytes.position() + 4 * response);
      bytes.putFloat(row.advantage()).putFloat(row.temperature());
      bytes.put((byte) (row.filled() ? 1 : 0)).putInt(row.group());
      sha256.update(bytes.flip());
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
