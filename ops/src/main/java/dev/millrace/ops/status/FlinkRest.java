package dev.millrace.ops.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;

/** The questions that a status puts to Flink's REST interface. */
final class FlinkRest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CAUSE = "Caused by: ";

  private final URI address;
  private final Duration connecting;
  private final Duration answering;

  /**
   * Asks at an address.
   *
   * @param connecting how long a connection may take: whoever is there takes it at once
   * @param answering how long each answer may take, of a machine that is busy
   */
  FlinkRest(URI address, Duration connecting, Duration answering) {
    this.address = address;
    this.connecting = connecting;
    this.answering = answering;
  }

  /**
   * Asks for the job of a pipeline: the newest of its name, or the only one.
   *
   * @throws IOException when Flink does not answer
   */
  JobFacts job(String pipeline) throws IOException {
    List<JsonNode> jobs =
        StreamSupport.stream(get("/jobs/overview").path("jobs").spliterator(), false).toList();
    List<JsonNode> named =
        jobs.stream().filter(j -> j.path("name").asText().equals("millrace-" + pipeline)).toList();
    JsonNode job =
        (named.isEmpty() ? jobs : named)
            .stream()
                .max(Comparator.comparingLong(j -> j.path("start-time").asLong()))
                .orElse(null);
    if (job == null) {
      return JobFacts.NONE;
    }
    String id = job.path("jid").asText();
    JsonNode failure =
        get("/jobs/" + id + "/exceptions?maxExceptions=1")
            .path("exceptionHistory")
            .path("entries")
            .path(0);
    JsonNode checkpoints = get("/jobs/" + id + "/checkpoints");
    JsonNode completed = checkpoints.path("latest").path("completed");
    JsonNode failed = checkpoints.path("latest").path("failed");
    boolean failedSince =
        failed.path("failure_timestamp").asLong() > completed.path("latest_ack_timestamp").asLong();
    return new JobFacts(
        job.path("name").asText(),
        job.path("state").asText(),
        rootCause(failure.path("stacktrace").asText()),
        failure.path("timestamp").asLong(),
        completed.path("latest_ack_timestamp").asLong(),
        completed.path("end_to_end_duration").asLong(),
        completed.path("checkpointed_size").asLong(),
        underWay(checkpoints.path("history")),
        failedSince ? failed.path("failure_message").asText() : "");
  }

  private static long underWay(JsonNode history) {
    for (JsonNode checkpoint : history) {
      if (checkpoint.path("status").asText().equals("IN_PROGRESS")) {
        return checkpoint.path("trigger_timestamp").asLong();
      }
    }
    return 0;
  }

  /** The first line of the innermost cause of a stack trace. */
  static String rootCause(String stacktrace) {
    String root = "";
    for (String line : stacktrace.lines().toList()) {
      if (root.isEmpty() || line.startsWith(CAUSE)) {
        root = line.startsWith(CAUSE) ? line.substring(CAUSE.length()) : line;
      }
    }
    return root.strip();
  }

  private JsonNode get(String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) address.resolve(path).toURL().openConnection();
    connection.setConnectTimeout((int) connecting.toMillis());
    connection.setReadTimeout((int) answering.toMillis());
    try (InputStream body = connection.getInputStream()) {
      return JSON.readTree(body);
    } finally {
      connection.disconnect();
    }
  }
}
