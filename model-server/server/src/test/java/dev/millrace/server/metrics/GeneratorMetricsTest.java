package dev.millrace.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.GeneratorStatus;
import dev.millrace.server.sampling.WaitingFor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GeneratorMetricsTest {
  private static final GeneratorStatus STATUS =
      new GeneratorStatus(
          WaitingFor.WEIGHTS, 7, 40, 2, 10, 9, 500, 0.5, 1, 2, 3, 4, 5, "digest", 7, 42, null);

  @Test
  void everyFigureHasItsName() {
    try (GeneratorMetrics metrics = new GeneratorMetrics(() -> STATUS)) {
      List<String> samples =
          metrics.text().lines().filter(line -> !line.startsWith("#")).sorted().toList();
      assertThat(samples)
          .containsExactlyInAnyOrder(
              "millrace_generator_failed 0.0",
              "millrace_generator_generation_tokens_total 500.0",
              "millrace_generator_groups_refused_total 2.0",
              "millrace_generator_groups_total 10.0",
              "millrace_generator_groups_written_total 9.0",
              "millrace_generator_prompts_refused_total 1.0",
              "millrace_generator_sampling_seconds_total 0.5",
              "millrace_generator_waiting{for=\"broker\"} 0.0",
              "millrace_generator_waiting{for=\"capacity\"} 0.0",
              "millrace_generator_waiting{for=\"engine\"} 0.0",
              "millrace_generator_waiting{for=\"nothing\"} 0.0",
              "millrace_generator_waiting{for=\"prompts\"} 0.0",
              "millrace_generator_waiting{for=\"weights\"} 1.0",
              "millrace_generator_weight_installs_total 3.0",
              "millrace_generator_weight_lineage 7.0",
              "millrace_generator_weight_refusals_total 5.0",
              "millrace_generator_weight_refused_lineage 7.0",
              "millrace_generator_weight_refused_step 42.0",
              "millrace_generator_weight_skipped_total 4.0",
              "millrace_generator_weight_step 40.0",
              "millrace_generator_weight_steps_behind 2.0");
    }
  }

  @Test
  void theReferenceHasTheSameNames() throws IOException {
    String reference = Files.readString(Path.of("..", "..", "docs", "metrics.md"));
    try (GeneratorMetrics metrics = new GeneratorMetrics(() -> STATUS)) {
      assertThat(names("(?m)^\\| `(millrace_generator_[a-z_]+)` \\|", reference))
          .isEqualTo(names("(?m)^(millrace_generator_[a-z_]+)[ {]", metrics.text()));
    }
  }

  private static Set<String> names(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theEndpointAnswersGetOnItsPathAndNothingElse() throws Exception {
    try (MetricsEndpoint endpoint = MetricsEndpoint.start(0, () -> "a 1\n")) {
      assertThat(endpoint.uri().getHost()).isEqualTo("127.0.0.1");
      HttpResponse<String> answer = send(endpoint.uri(), "GET");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("a 1\n");
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4");
      assertThat(send(endpoint.uri(), "POST").statusCode()).isEqualTo(405);
      assertThat(send(endpoint.uri().resolve("/metrics/x"), "GET").statusCode()).isEqualTo(404);
      assertThat(send(endpoint.uri().resolve("/"), "GET").statusCode()).isEqualTo(404);
    }
  }

  private static HttpResponse<String> send(URI uri, String method) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
