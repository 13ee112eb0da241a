package dev.millrace.ops.serve;

import dev.millrace.server.access.Keyring;
import dev.millrace.server.access.Role;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where keys come from: a file and the environment, never the command line. */
final class KeySources {
  private static final String API_KEY = "MILLRACE_API_KEY";
  private static final String ADMIN_KEY = "MILLRACE_ADMIN_KEY";

  private KeySources() {}

  static Keyring read(@Nullable Path file, Map<String, String> environment) {
    Keyring keys = file == null ? new Keyring(List.of()) : Keyring.read(file);
    if (file != null && keys.isEmpty()) {
      throw new IllegalArgumentException("--keys " + file + ": there is no key in it");
    }
    SecureRandom random = new SecureRandom();
    String key = environment.getOrDefault(API_KEY, "");
    if (!key.isEmpty()) {
      keys =
          keys.with(API_KEY, "env-api", Set.of(Role.INFER, Role.FEEDBACK), key, random::nextBytes);
    }
    String admin = environment.getOrDefault(ADMIN_KEY, "");
    if (!admin.isEmpty()) {
      keys = keys.with(ADMIN_KEY, "env-admin", Set.of(Role.ADMIN), admin, random::nextBytes);
    }
    return keys;
  }
}
