package dev.millrace.ops.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalClusterTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void jobsRunStopWithASavepointFailAndShowInTheDashboard() throws Exception {
    LocalClusterSettings settings =
        LocalClusterSettings.laptop(directory, directory.resolve("log"), Ports.free());
    try (LocalCluster cluster = LocalCluster.start(settings)) {
      assertThat(cluster.dashboard())
          .isEqualTo(URI.create("http://127.0.0.1:" + settings.dashboardPort()));
      assertThat(get(cluster.dashboard())).contains("<flink-root");

      JobID endless = cluster.submit(counting(cluster, value -> value));
      Awaitility.await()
          .atMost(DEADLINE)
          .untilAsserted(
              () ->
                  assertThat(get(cluster.dashboard().resolve("/jobs/" + endless)))
                      // One task runs; a time stamp of the same name has more digits.
                      .containsPattern("\"RUNNING\":1[,}]"));
      Path savepoint = Path.of(cluster.stopWithSavepoint(endless, DEADLINE));
      assertThat(savepoint).startsWith(directory);
      assertThat(Files.exists(savepoint.resolve("_metadata"))).isTrue();
      assertThat(cluster.status(endless)).isEqualTo(JobStatus.FINISHED);

      JobID cancelled = cluster.submit(counting(cluster, value -> value));
      cluster.cancel(cancelled, DEADLINE);
      assertThat(cluster.status(cancelled)).isEqualTo(JobStatus.CANCELED);

      JobID failing =
          cluster.submit(
              counting(
                  cluster,
                  value -> {
                    throw new IllegalStateException("record " + value + " broke");
                  }));
      Awaitility.await()
          .atMost(DEADLINE)
          .untilAsserted(() -> assertThat(cluster.failure(failing)).isEqualTo("record 0 broke"));
      cluster.cancel(failing, DEADLINE);
    }
  }

  private static StreamExecutionEnvironment counting(
      LocalCluster cluster, MapFunction<Long, Long> step) {
    StreamExecutionEnvironment environment = cluster.environment();
    environment.setParallelism(1);
    environment
        .fromSequence(0, Long.MAX_VALUE)
        .uid("numbers")
        .map(step)
        .returns(Types.LONG)
        .uid("step")
        .sinkTo(new DiscardingSink<>())
        .uid("nowhere");
    return environment;
  }

  private static String get(URI address) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
