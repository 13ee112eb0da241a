package dev.millrace.server.feedback;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The ids of answers. An id says itself when it was made, for which key, of how many answers, and
 * whether they are kept for training; a message authentication code makes it one of this server. So
 * feedback needs no memory: it finds its answer after a restart, and at any server with the same
 * secret.
 *
 * <p>Behind the prefix stand 30 bytes in URL-safe Base64: 1 of flags (kept, and the number of
 * answers), 5 of the time in seconds, 8 drawn at random, 6 that stand for the key, and 10 of
 * HMAC-SHA256 over prefix and the rest. Only who has the secret can tell which key is meant.
 */
public final class InferenceIds {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BODY_BYTES = 20;
  private static final int OWNER_BYTES = 6;
  private static final int CODE_BYTES = 10;
  private static final int KEPT = 0x80;
  private static final int MOST_ANSWERS = 0x7f;
  private static final Pattern FORM =
      Pattern.compile("([a-z]{1,16}-)([A-Za-z0-9_-]{40})(?:/(0|[1-9]\\d{0,5}))?");

  private final SecretKeySpec secret;

  /**
   * What an id says.
   *
   * @param groupId the id without the number of the answer
   * @param index which answer of the request is meant
   * @param kept whether the answers were kept for training
   * @param seconds since 1970 when it was made
   * @param owner stands for the key that asked
   */
  public record Inference(String groupId, int index, boolean kept, long seconds, byte[] owner) {}

  /**
   * @param secret at least 16 random bytes
   */
  public InferenceIds(byte[] secret) {
    if (secret.length < 16) {
      throw new IllegalArgumentException("the secret of ids must have at least 16 bytes");
    }
    this.secret = new SecretKeySpec(secret, ALGORITHM);
  }

  /**
   * Makes an id.
   *
   * @param prefix small letters and a hyphen
   * @param owner name of the key that asks
   * @param answers of the request
   * @param kept whether they are kept for training
   * @param seconds since 1970
   * @param draw 64 random bits
   */
  public String issue(
      String prefix, String owner, int answers, boolean kept, long seconds, long draw) {
    ByteBuffer id = ByteBuffer.allocate(BODY_BYTES + CODE_BYTES);
    id.put((byte) ((kept ? KEPT : 0) | Math.min(answers, MOST_ANSWERS)));
    id.put((byte) (seconds >> 32)).putInt((int) seconds);
    id.putLong(draw);
    id.put(ownerTag(owner));
    id.put(code(prefix, id.array()));
    return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(id.array());
  }

  /**
   * Reads an id: as it was issued, for the first answer, or with the number of an answer behind a
   * slash. Null when it is none that was issued with this secret.
   */
  public @Nullable Inference read(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return null;
    }
    byte[] id = Base64.getUrlDecoder().decode(form.group(2));
    byte[] code = Arrays.copyOfRange(id, BODY_BYTES, id.length);
    int index = form.group(3) == null ? 0 : Integer.parseInt(form.group(3));
    if (!MessageDigest.isEqual(code, code(form.group(1), id)) || index >= (id[0] & MOST_ANSWERS)) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(id, 1, BODY_BYTES - 1);
    long seconds = ((long) (in.get() & 0xff) << 32) | (in.getInt() & 0xffffffffL);
    return new Inference(
        form.group(1) + form.group(2),
        index,
        (id[0] & KEPT) != 0,
        seconds,
        Arrays.copyOfRange(id, BODY_BYTES - OWNER_BYTES, BODY_BYTES));
  }

  /** Whether a key is the one that asked. */
  public boolean isOwner(Inference inference, String owner) {
    return MessageDigest.isEqual(inference.owner(), ownerTag(owner));
  }

  private byte[] ownerTag(String owner) {
    Mac mac = mac();
    mac.update((byte) 'o');
    return Arrays.copyOf(mac.doFinal(owner.getBytes(StandardCharsets.UTF_8)), OWNER_BYTES);
  }

  private byte[] code(String prefix, byte[] id) {
    Mac mac = mac();
    mac.update((byte) 'i');
    mac.update(prefix.getBytes(StandardCharsets.UTF_8));
    mac.update(id, 0, BODY_BYTES);
    return Arrays.copyOf(mac.doFinal(), CODE_BYTES);
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
