package dev.millrace.server.http;

import dev.millrace.server.openai.ApiException;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What keeps pages of other sites, open in a browser of this machine, from a server that asks for
 * no key: the browser says where they come from, and by which name it reached this server.
 */
final class SameOrigin {
  private SameOrigin() {}

  static void require(@Nullable String host, @Nullable String origin) {
    String name = host == null ? "" : host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    boolean local =
        name.equals("localhost")
            || name.equals("[::1]")
            || name.matches("127\\.\\d+\\.\\d+\\.\\d+");
    if (!local) {
      throw ApiException.refused(
          403,
          "foreign_host",
          "a server without keys answers only to localhost; give it keys to reach it by name");
    }
    if (origin != null && !authority(origin).equals(host)) {
      throw ApiException.refused(
          403, "foreign_origin", "a server without keys does not answer pages of other sites");
    }
  }

  private static String authority(String origin) {
    try {
      return String.valueOf(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
