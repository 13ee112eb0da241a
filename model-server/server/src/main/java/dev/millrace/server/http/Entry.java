package dev.millrace.server.http;

import dev.millrace.server.access.Role;
import org.jspecify.annotations.Nullable;

/** What a caller needs to take a route. */
public enum Entry {
  /** Nothing. */
  OPEN(null),
  /** A key, whatever it is good for. */
  ANY_KEY(null),
  INFER(Role.INFER),
  FEEDBACK(Role.FEEDBACK),
  ADMIN(Role.ADMIN);

  private final @Nullable Role role;

  Entry(@Nullable Role role) {
    this.role = role;
  }

  @Nullable Role role() {
    return role;
  }
}
