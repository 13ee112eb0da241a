package dev.millrace.job.score.remote;

import dev.millrace.job.settings.InvalidOptionException;
import dev.millrace.job.settings.Option;
import dev.millrace.job.settings.OptionValues;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Options of verifiers that ask another process, and the services of the verifier {@code http}.
 *
 * @param timeout from the first request about a response to its verdict, tries and waits between
 *     them counted; positive
 * @param attempts requests about one response; at least 1
 * @param cacheSize verdicts that a verifier remembers
 * @param endpoints where each service of the verifier {@code http} is, by its name
 * @param keys variable of the environment with the secret of a service, by the service's name
 */
public record RemoteSettings(
    Duration timeout,
    int attempts,
    int cacheSize,
    Map<String, URI> endpoints,
    Map<String, String> keys)
    implements Serializable {
  static final Option<Duration> TIMEOUT =
      Option.duration(
          "millrace.score.remote-timeout",
          "8 s",
          "How long 'judge' and 'http' may take over one response, from its first request on, tries"
              + " and waits between them counted; later, it is unscored.");
  static final Option<Integer> ATTEMPTS =
      Option.integer(
          "millrace.score.remote-attempts",
          4,
          1,
          20,
          "How many requests 'judge' and 'http' may make about one response, where the connection"
              + " failed or the server asks for patience.");
  static final Option<Integer> CACHE =
      Option.integer(
          "millrace.score.remote-cache",
          10_000,
          0,
          10_000_000,
          "How many verdicts 'judge' and 'http' each remember, in each parallel instance; the same"
              + " response to the same prompt is then not asked about again.");
  static final Option<Map<String, String>> ENDPOINTS =
      new Option<>(
          "millrace.score.http-endpoints",
          "services such as 'style=http://style:8080/score, tone=https://tone/v1'",
          "",
          "The services that the verifier 'http' may ask. A prompt chooses one by its name.",
          NamedTexts::parse);
  static final Option<Map<String, String>> KEYS =
      new Option<>(
          "millrace.score.http-keys",
          "variables such as 'style=STYLE_TOKEN'",
          "",
          "For services that want a bearer token: the variable of the environment that holds it,"
              + " where the job runs.",
          NamedTexts::parse);

  /** The options of this room. */
  public static final List<Option<?>> OPTIONS = List.of(TIMEOUT, ATTEMPTS, CACHE, ENDPOINTS, KEYS);

  public RemoteSettings {
    if (timeout.isZero()) {
      throw new InvalidOptionException(TIMEOUT.key() + " must be > 0, was '0'");
    }
    endpoints = Map.copyOf(endpoints);
    keys = Map.copyOf(keys);
    for (String name : keys.keySet()) {
      if (!endpoints.containsKey(name)) {
        throw new InvalidOptionException(
            KEYS.key() + " names '" + name + "', which is not in " + ENDPOINTS.key());
      }
    }
  }

  public static RemoteSettings from(OptionValues values) {
    return new RemoteSettings(
        values.get(TIMEOUT),
        values.get(ATTEMPTS),
        values.get(CACHE),
        Addresses.of(ENDPOINTS, values.get(ENDPOINTS)),
        values.get(KEYS));
  }

  /** The secret of a service. */
  ApiKey key(String endpoint) {
    String variable = keys.get(endpoint);
    return variable == null
        ? ApiKey.none(KEYS.key())
        : new ApiKey(KEYS.key(), ApiKey.Source.VARIABLE, variable);
  }
}
