package dev.millrace.server.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The keys that a server knows. */
public final class Keyring {
  private static final int SHORTEST_GIVEN_KEY = 16;
  private static final int LONGEST_KEY = 512;

  private final List<StoredKey> keys;

  /**
   * A ring of these keys.
   *
   * @throws IllegalArgumentException when two have one name
   */
  public Keyring(List<StoredKey> keys) {
    Set<String> names = new HashSet<>();
    for (StoredKey key : keys) {
      if (!names.add(key.name())) {
        throw new IllegalArgumentException("two keys are named " + key.name());
      }
    }
    this.keys = List.copyOf(keys);
  }

  /**
   * Reads a file with a key a line; empty lines and such that begin with # are skipped.
   *
   * @throws IllegalArgumentException naming the file and the line that is no key
   */
  public static Keyring read(Path file) {
    List<StoredKey> keys = new ArrayList<>();
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read: " + e, e);
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        try {
          keys.add(StoredKey.parse(line));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(file + ": line " + (i + 1) + ": " + e.getMessage(), e);
        }
      }
    }
    try {
      return new Keyring(keys);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * This ring and a key from the environment.
   *
   * @param name of the variable, for messages
   * @param random fills an array with random bytes
   */
  public Keyring with(
      String name, String owner, Set<Role> roles, String key, Consumer<byte[]> random) {
    if (key.length() < SHORTEST_GIVEN_KEY || key.length() > LONGEST_KEY) {
      throw new IllegalArgumentException(
          name + " must have " + SHORTEST_GIVEN_KEY + " to " + LONGEST_KEY + " characters");
    }
    byte[] salt = new byte[StoredKey.SALT_BYTES];
    random.accept(salt);
    List<StoredKey> all = new ArrayList<>(keys);
    all.add(Secret.given(owner, roles, key, salt));
    return new Keyring(all);
  }

  public boolean isEmpty() {
    return keys.isEmpty();
  }

  public List<StoredKey> keys() {
    return keys;
  }

  /**
   * Whose key this is; null when it is nobody's. The time that it takes does not depend on how much
   * of the key is right, nor on whose it is.
   */
  public @Nullable StoredKey owner(String key) {
    StoredKey owner = null;
    if (key.length() > LONGEST_KEY) {
      return null;
    }
    for (StoredKey each : keys) {
      if (MessageDigest.isEqual(each.digest(), Secret.digest(each.salt(), key))) {
        owner = each;
      }
    }
    return owner;
  }
}
