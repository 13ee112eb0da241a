package dev.millrace.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.access.Keyring;
import dev.millrace.server.access.Role;
import dev.millrace.server.access.Secret;
import dev.millrace.server.http.Entry;
import dev.millrace.server.http.Route;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route with no key, a wrong key, and a key of every role. */
class RouteRoleTest {
  @TempDir Path directory;

  @Test
  void everyRouteAnswersThoseWhoMayAndNobodyElse() throws Exception {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("nobody", null);
    keys.put("wrong", "mr-infer-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    TestServer.Options options = new TestServer.Options();
    var stored = new ArrayList<dev.millrace.server.access.StoredKey>();
    Random random = new Random(7);
    for (Role role : Role.values()) {
      Secret.Issued issued = Secret.issue(role.label(), Set.of(role), random::nextBytes);
      stored.add(issued.stored());
      keys.put(role.label(), issued.key());
    }
    options.keys = new Keyring(stored);
    options.train(directory.resolve("spool"));
    try (TestServer server = new TestServer(directory, options)) {
      for (Route route : server.routes) {
        for (Map.Entry<String, String> key : keys.entrySet()) {
          HttpResponse<String> answer = ask(server, route, key.getValue());
          String what = route.method() + " " + route.path() + " as " + key.getKey();
          if (route.entry() == Entry.OPEN) {
            assertThat(answer.statusCode()).as(what).isEqualTo(200);
          } else if (key.getKey().equals("nobody") || key.getKey().equals("wrong")) {
            assertThat(answer.statusCode()).as(what).isEqualTo(401);
            assertThat(answer.body()).as(what).contains("invalid_api_key");
          } else if (mayNot(route.entry(), key.getKey())) {
            assertThat(answer.statusCode()).as(what).isEqualTo(403);
          } else {
            assertThat(answer.statusCode()).as(what).isIn(200, 404, 415);
          }
        }
      }
      assertThat(server.engine.asked).isEmpty();
    }
  }

  /** Written out, so that a route whose need is lowered by mistake is noticed. */
  @Test
  void whatEachRouteNeedsIsThis() {
    TestServer.Options options = new TestServer.Options();
    options.train(directory.resolve("spool"));
    try (TestServer server = new TestServer(directory, options)) {
      assertThat(server.routes.stream().map(r -> r.method() + " " + r.path() + " " + r.entry()))
          .containsExactlyInAnyOrder(
              "POST /v1/completions INFER",
              "POST /v1/chat/completions INFER",
              "POST /v1/feedback FEEDBACK",
              "GET /v1/models ANY_KEY",
              "GET /v1/models/<id> ANY_KEY",
              "GET /health OPEN",
              "GET /ping OPEN",
              "GET /health/liveness OPEN",
              "GET /health/liveliness OPEN",
              "GET /health/readiness OPEN",
              "GET /metrics ANY_KEY",
              "POST /pause ADMIN",
              "POST /resume ADMIN",
              "GET /is_paused ADMIN",
              "GET /weight_info ADMIN");
    }
  }

  @Test
  void theReferenceHasEveryRoute() throws Exception {
    String reference = Files.readString(Path.of("..", "..", "docs", "server.md"));
    try (TestServer server = new TestServer(directory)) {
      assertThat(server.routes)
          .allSatisfy(
              route -> assertThat(reference).contains(route.path().replace("<id>", "NAME")));
    }
  }

  private static boolean mayNot(Entry entry, String role) {
    return List.of(Entry.INFER, Entry.FEEDBACK, Entry.ADMIN).contains(entry)
        && !entry.name().equalsIgnoreCase(role);
  }

  private static HttpResponse<String> ask(TestServer server, Route route, String key)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.uri(route.path().replace("<id>", "none")))
            .method(route.method().name(), HttpRequest.BodyPublishers.noBody());
    if (key != null) {
      request.header("authorization", "Bearer " + key);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
