package dev.millrace.server.access;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A key as it is kept: never the key itself, from which alone its digest can be computed.
 *
 * @param name of whoever has it, for logs and limits
 * @param roles what it is good for, at least one
 * @param salt random bytes
 * @param digest of salt and secret
 */
public record StoredKey(String name, Set<Role> roles, byte[] salt, byte[] digest) {
  static final int SALT_BYTES = 16;
  private static final int DIGEST_BYTES = 32;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final int FIELDS = 4;

  public StoredKey {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the name of a key must be 1 to 64 letters, digits, '.', '_' or '-', was '" + name + "'");
    }
    if (roles.isEmpty()) {
      throw new IllegalArgumentException("key " + name + " has no role");
    }
    if (salt.length != SALT_BYTES || digest.length != DIGEST_BYTES) {
      throw new IllegalArgumentException("key " + name + " has a salt or digest of wrong length");
    }
    roles = Set.copyOf(roles);
  }

  /** The line of a key file: name, roles, salt and digest, with spaces between. */
  public String line() {
    List<String> labels = new ArrayList<>();
    EnumSet.copyOf(roles).forEach(role -> labels.add(role.label()));
    HexFormat hex = HexFormat.of();
    return String.join(
        " ", name, String.join(",", labels), hex.formatHex(salt), hex.formatHex(digest));
  }

  /**
   * Reads such a line.
   *
   * @throws IllegalArgumentException when it is none; the message does not repeat it
   */
  public static StoredKey parse(String line) {
    String[] fields = line.strip().split("\\s+", -1);
    if (fields.length != FIELDS) {
      throw new IllegalArgumentException(
          "must be NAME ROLE[,ROLE] SALT DIGEST, has " + fields.length + " fields");
    }
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String label : fields[1].split(",", -1)) {
      roles.add(Role.of(label));
    }
    try {
      HexFormat hex = HexFormat.of();
      return new StoredKey(fields[0], roles, hex.parseHex(fields[2]), hex.parseHex(fields[3]));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("salt and digest of " + fields[0] + " are not usable", e);
    }
  }
}
