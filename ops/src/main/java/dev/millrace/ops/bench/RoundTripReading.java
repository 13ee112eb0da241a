package dev.millrace.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * How long a version takes from the learner through the generator and back to {@code replay}, the
 * sampling itself taken out, over the last 500 versions: the job's own histogram, read from the
 * dashboard.
 *
 * @param medianMillis that half of the versions did not exceed
 * @param tailMillis that 90 % of the versions did not exceed
 */
record RoundTripReading(double medianMillis, double tailMillis) {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final String HISTOGRAM = "version_round_trip_millis_";

  /** Reads it; NaN where the dashboard does not know it. */
  static RoundTripReading of(URI dashboard) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(DEADLINE).build();
    double median = Double.NaN;
    double tail = Double.NaN;
    for (JsonNode job : get(client, dashboard, "/jobs").path("jobs")) {
      String jobPath = "/jobs/" + job.path("id").asText();
      for (JsonNode vertex : get(client, dashboard, jobPath).path("vertices")) {
        String metrics = jobPath + "/vertices/" + vertex.path("id").asText() + "/metrics";
        for (JsonNode metric : get(client, dashboard, metrics)) {
          String name = metric.path("id").asText();
          if (name.endsWith(HISTOGRAM + "median")) {
            median = value(client, dashboard, metrics, name);
          } else if (name.endsWith(HISTOGRAM + "p90")) {
            tail = value(client, dashboard, metrics, name);
          }
        }
      }
    }
    return new RoundTripReading(median, tail);
  }

  private static double value(HttpClient client, URI dashboard, String metrics, String name)
      throws IOException, InterruptedException {
    return get(client, dashboard, metrics + "?get=" + name)
        .path(0)
        .path("value")
        .asDouble(Double.NaN);
  }

  private static JsonNode get(HttpClient client, URI dashboard, String path)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(dashboard.resolve(path)).timeout(DEADLINE).build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(request.uri() + " answered " + answer.statusCode());
    }
    return new ObjectMapper().readTree(answer.body());
  }
}
