package dev.millrace.server.access;

import dev.millrace.server.openai.ApiException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The door: who is asking, and may they. */
public final class Access {
  /** Whoever asks where there are no keys. */
  private static final String ANYONE = "anyone";

  private static final String SCHEME = "bearer ";

  private final Keyring keys;
  private final RateLimit rate;

  /**
   * A door.
   *
   * @param keys without any, whoever reaches the server may do everything; such a server must only
   *     be reached from its own machine
   */
  public Access(Keyring keys, RateLimit rate) {
    this.keys = keys;
    this.rate = rate;
  }

  /** Whether callers need a key. */
  public boolean isGuarded() {
    return !keys.isEmpty();
  }

  /**
   * Who is asking.
   *
   * @param authorization the header; null when there is none
   * @param role what the route needs; null when any key is enough
   * @throws ApiException when nobody is known, or may not
   */
  public String admit(@Nullable String authorization, @Nullable Role role) {
    if (keys.isEmpty()) {
      return ANYONE;
    }
    StoredKey owner =
        authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
            ? keys.owner(authorization.substring(SCHEME.length()).strip())
            : null;
    if (owner == null) {
      throw ApiException.unauthenticated();
    }
    if (role != null && !owner.roles().contains(role)) {
      throw ApiException.forbidden(role.label());
    }
    return owner.name();
  }

  /** Whether the owner of a key may also do something else. */
  public boolean may(String owner, Role role) {
    return keys.isEmpty()
        || keys.keys().stream()
            .anyMatch(key -> key.name().equals(owner) && key.roles().contains(role));
  }

  /**
   * Counts a request that costs something.
   *
   * @throws ApiException when its key has had its share
   */
  public void count(String owner) {
    Duration wait = rate.take(owner);
    if (!wait.isZero()) {
      throw ApiException.tooMany(
          "rate_limit_exceeded",
          "this API key may send " + rate.perMinute() + " requests a minute",
          wait);
    }
  }
}
