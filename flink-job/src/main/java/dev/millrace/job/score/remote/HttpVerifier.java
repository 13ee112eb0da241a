package dev.millrace.job.score.remote;

import dev.millrace.job.score.RemoteVerifier;
import dev.millrace.schemas.Prompt;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a service of the user says.
 *
 * <p>The parameter {@code endpoint} chooses one of the services that the job knows, by its name,
 * and may be left out when there is one. It is never an address: prompts do not decide where the
 * job connects to. All other parameters are the service's.
 */
public final class HttpVerifier implements RemoteVerifier {
  /** Its name. */
  public static final String NAME = "http";

  private static final String ENDPOINT = "endpoint";

  private final RemoteSettings settings;
  private final RemoteClient client;

  public HttpVerifier(RemoteSettings settings, RemoteListener listener) {
    this.settings = settings;
    this.client = new RemoteClient(settings, listener);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public CompletableFuture<Map<String, Float>> judge(Prompt prompt, String response) {
    try {
      Map<String, String> parameters = new TreeMap<>(prompt.verifierParameters());
      Map.Entry<String, URI> endpoint = chosen(prompt, parameters.remove(ENDPOINT));
      return client.ask(
          new RemoteQuestion(
              NAME,
              endpoint.getValue(),
              settings.key(endpoint.getKey()),
              HttpContract.request(prompt, parameters, response),
              "",
              Optional::empty,
              HttpContract::channels));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Map.Entry<String, URI> chosen(Prompt prompt, @Nullable String named) {
    TreeMap<String, URI> known = new TreeMap<>(settings.endpoints());
    if (known.isEmpty()) {
      throw new IllegalStateException(
          "there is no service to ask: " + RemoteSettings.ENDPOINTS.key() + " is empty");
    }
    Map.Entry<String, URI> only = known.size() == 1 ? known.firstEntry() : null;
    for (Map.Entry<String, URI> endpoint : known.entrySet()) {
      if (endpoint.getKey().equals(named) || (named == null && endpoint.equals(only))) {
        return endpoint;
      }
    }
    throw new IllegalArgumentException(
        "prompt "
            + prompt.promptId()
            + ": parameter "
            + ENDPOINT
            + " must be one of "
            + known.keySet()
            + (named == null ? ", and is missing" : ", was '" + named + "'"));
  }
}
