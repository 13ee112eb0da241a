package dev.millrace.ops.local;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where Millrace keeps files that nobody named a place for: what can be made again below the user's
 * cache directory, which may be deleted at any time, and the rest below the state directory.
 */
public final class UserDirectories {
  private UserDirectories() {}

  /** The cache directory of this user on this machine. */
  public static Path cache() {
    return cache(
        System.getProperty("os.name", ""),
        Path.of(System.getProperty("user.home", ".")),
        System.getenv());
  }

  /**
   * The cache directory by the customs of the operating system: {@code XDG_CACHE_HOME} where it is
   * set, {@code ~/Library/Caches} on macOS, {@code ~/.cache} elsewhere.
   *
   * @param system name of the operating system
   * @param home home directory of the user
   * @param environment environment variables
   */
  static Path cache(String system, Path home, Map<String, String> environment) {
    @Nullable String named = environment.get("XDG_CACHE_HOME");
    if (named != null && Path.of(named).isAbsolute()) {
      return Path.of(named, "millrace");
    }
    boolean mac = system.toLowerCase(Locale.ROOT).startsWith("mac");
    return home.resolve(mac ? "Library/Caches/millrace" : ".cache/millrace");
  }

  /** The directory for what must outlive a cleaning of the cache. */
  public static Path state() {
    return state(
        System.getProperty("os.name", ""),
        Path.of(System.getProperty("user.home", ".")),
        System.getenv());
  }

  /**
   * The state directory by the customs of the operating system: {@code XDG_STATE_HOME} where it is
   * set, {@code ~/Library/Application Support} on macOS, {@code ~/.local/state} elsewhere.
   *
   * @param system name of the operating system
   * @param home home directory of the user
   * @param environment environment variables
   */
  static Path state(String system, Path home, Map<String, String> environment) {
    @Nullable String named = environment.get("XDG_STATE_HOME");
    if (named != null && Path.of(named).isAbsolute()) {
      return Path.of(named, "millrace");
    }
    boolean mac = system.toLowerCase(Locale.ROOT).startsWith("mac");
    return home.resolve(mac ? "Library/Application Support/millrace" : ".local/state/millrace");
  }
}
