package dev.millrace.ops.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a job manager says of itself over HTTP. */
public final class FlinkRest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI dashboard;
  private final Duration deadline;

  /**
   * @param dashboard where the job manager answers
   * @param deadline for each answer
   */
  public FlinkRest(URI dashboard, Duration deadline) {
    this.dashboard = dashboard;
    this.deadline = deadline;
  }

  /** The answer to a path. */
  public JsonNode get(String path) throws IOException {
    URI address = dashboard.resolve(path);
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    int millis = Math.toIntExact(deadline.toMillis());
    connection.setConnectTimeout(millis);
    connection.setReadTimeout(millis);
    // A job manager may be another process at the next question.
    connection.setRequestProperty("Connection", "close");
    try (InputStream answer = connection.getInputStream()) {
      return JSON.readTree(answer);
    } finally {
      connection.disconnect();
    }
  }

  /** Task managers that are registered, and slots that nobody uses. */
  public Map<String, Integer> freeSlots() throws IOException {
    Map<String, Integer> free = new LinkedHashMap<>();
    for (JsonNode manager : get("/taskmanagers").path("taskmanagers")) {
      free.put(manager.path("id").asText(), manager.path("freeSlots").asInt());
    }
    return free;
  }

  /**
   * The task managers by the operators that they run.
   *
   * @param job id of the job, in hex
   * @return names of the job's vertices to ids of task managers
   */
  public Map<String, String> placement(String job) throws IOException {
    Map<String, String> placement = new LinkedHashMap<>();
    for (JsonNode vertex : get("/jobs/" + job).path("vertices")) {
      JsonNode managers =
          get("/jobs/" + job + "/vertices/" + vertex.path("id").asText() + "/taskmanagers");
      for (JsonNode manager : managers.path("taskmanagers")) {
        placement.put(vertex.path("name").asText(), manager.path("taskmanager-id").asText());
      }
    }
    return placement;
  }

  /** Whether every task of a job runs or has come to its end. */
  public boolean allRunning(String job) throws IOException {
    JsonNode vertices = get("/jobs/" + job).path("vertices");
    for (JsonNode vertex : vertices) {
      JsonNode tasks = vertex.path("tasks");
      int there = tasks.path("RUNNING").asInt() + tasks.path("FINISHED").asInt();
      if (there != vertex.path("parallelism").asInt(-1)) {
        return false;
      }
    }
    return !vertices.isEmpty();
  }

  /**
   * Why a job failed last.
   *
   * @param atMillis when, epoch milliseconds; 0 where nothing was reported
   * @param reason the innermost cause as one line
   */
  public record Failure(long atMillis, String reason) {}

  /** The last failure of a job. */
  public Failure lastFailure(String job) throws IOException {
    JsonNode entries = get("/jobs/" + job + "/exceptions").path("exceptionHistory").path("entries");
    JsonNode newest = entries.path(0);
    String reason = "";
    for (String line : newest.path("stacktrace").asText("").lines().toList()) {
      if (reason.isEmpty() || line.startsWith("Caused by: ")) {
        reason = line.replaceFirst("^Caused by: ", "").strip();
      }
    }
    return new Failure(newest.path("timestamp").asLong(0), reason);
  }

  /**
   * A checkpoint that has ended.
   *
   * @param number of it
   * @param completed whether it can be restored from
   * @param millis from its trigger to its end
   * @param bytes that it wrote
   */
  public record Checkpoint(long number, boolean completed, long millis, long bytes) {}

  /** The checkpoints that a job made of itself and that have ended, oldest first. */
  public List<Checkpoint> checkpoints(String job) throws IOException {
    List<Checkpoint> checkpoints = new ArrayList<>();
    for (JsonNode entry : get("/jobs/" + job + "/checkpoints").path("history")) {
      String status = entry.path("status").asText();
      if (!status.equals("IN_PROGRESS")) {
        checkpoints.add(
            new Checkpoint(
                entry.path("id").asLong(),
                status.equals("COMPLETED"),
                entry.path("end_to_end_duration").asLong(),
                entry.path("checkpointed_size").asLong()));
      }
    }
    Collections.reverse(checkpoints);
    return checkpoints;
  }
}
