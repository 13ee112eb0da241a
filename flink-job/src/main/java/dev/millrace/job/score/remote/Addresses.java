package dev.millrace.job.score.remote;

import dev.millrace.job.settings.InvalidOptionException;
import dev.millrace.job.settings.Option;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.TreeMap;

/** Addresses as options may say them: http or https, a host, and nothing secret. */
public final class Addresses {
  private Addresses() {}

  static Map<String, URI> of(Option<?> option, Map<String, String> texts) {
    Map<String, URI> addresses = new TreeMap<>();
    texts.forEach((name, text) -> addresses.put(name, of(option, text)));
    return addresses;
  }

  /**
   * The address of a text.
   *
   * @throws InvalidOptionException that names the option, and not the text: it may hold a secret
   */
  public static URI of(Option<?> option, String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw refused(option, "is no address: " + e.getReason());
    }
    if (uri.getRawUserInfo() != null) {
      throw refused(option, "must not hold a user or a password");
    }
    if (uri.getHost() == null
        || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
      throw refused(option, "must be addresses such as http://host:8080/path");
    }
    if (uri.getRawFragment() != null) {
      throw refused(option, "must not hold a fragment ('#')");
    }
    return uri;
  }

  private static InvalidOptionException refused(Option<?> option, String reason) {
    return new InvalidOptionException(option.key() + " " + reason);
  }
}
