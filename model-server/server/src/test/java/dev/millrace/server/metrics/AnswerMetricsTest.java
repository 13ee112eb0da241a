package dev.millrace.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.live.LiveFigures;
import dev.millrace.server.spool.Spool;
import dev.millrace.server.spool.SpoolFigures;
import dev.millrace.server.spool.SpoolSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerMetricsTest {
  @TempDir Path directory;

  @Test
  void theReferenceHasTheSameNames() throws Exception {
    String reference = Files.readString(Path.of("..", "..", "docs", "metrics.md"));
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    AnswerMetrics metrics = new AnswerMetrics(registry, () -> 2);
    metrics.count("/v1/models", 200);
    AnswerMetrics.Answer answer = metrics.begin();
    long now = System.nanoTime();
    answer.token(0, now);
    answer.token(0, now + 5_000_000);
    answer.ended("stop");
    answer.whole(3);
    answer.gaveUp();
    answer.failed();
    SpoolSettings small =
        new SpoolSettings(directory, 4096, 1024, Duration.ofHours(1), Duration.ofSeconds(1));
    String text;
    try (Spool spool = Spool.open(small)) {
      new LiveMetrics(registry, new LiveFigures(), new SpoolFigures(), spool).count("accepted");
      text = registry.scrape();
    }
    assertThat(names("(?m)^\\| `(millrace_server_[a-z0-9_]+)` \\|", reference))
        .isEqualTo(
            names("(?m)^(millrace_server_[a-z0-9_]+?)(?:_bucket|_count|_sum|_max)?[ {]", text));
    assertThat(text)
        .contains("millrace_server_answer_tokens_total 2.0")
        .contains("millrace_server_prompt_tokens_total 3.0")
        .contains("millrace_server_inter_token_latency_seconds_count 1")
        .contains("millrace_server_num_requests_running 2.0");
    registry.close();
  }

  private static Set<String> names(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
