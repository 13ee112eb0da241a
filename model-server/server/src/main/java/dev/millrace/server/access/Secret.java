package dev.millrace.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Keys: {@code mr-NAME-SECRET}. The secret has 256 random bits, so one SHA-256 over it and a salt
 * keeps it; slow digests are for what people choose themselves.
 */
public final class Secret {
  private static final String PREFIX = "mr-";
  private static final int SECRET_BYTES = 32;

  private Secret() {}

  /** A key that was just made: what its owner keeps, and what the server keeps. */
  public record Issued(String key, StoredKey stored) {
    @Override
    public String toString() {
      return "a key of " + stored.name();
    }
  }

  /**
   * Makes a key.
   *
   * @param random fills an array with random bytes
   */
  public static Issued issue(String name, Set<Role> roles, Consumer<byte[]> random) {
    byte[] secret = new byte[SECRET_BYTES];
    byte[] salt = new byte[StoredKey.SALT_BYTES];
    random.accept(secret);
    random.accept(salt);
    String key =
        PREFIX + name + "-" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    return new Issued(key, new StoredKey(name, roles, salt, digest(salt, key)));
  }

  /**
   * A key that somebody chose elsewhere.
   *
   * @param salt random bytes
   */
  static StoredKey given(String name, Set<Role> roles, String key, byte[] salt) {
    return new StoredKey(name, roles, salt, digest(salt, key));
  }

  /** SHA-256 of the salt and the key. */
  static byte[] digest(byte[] salt, String key) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(salt);
      return sha.digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
