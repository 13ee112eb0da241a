package dev.millrace.ops.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that read one stream after the other, and look whether each is whole. */
final class StreamReaders implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DATA = "data: ";
  private static final int TOKENS = 40;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong ofSeveralVersions = new AtomicLong();
  private final URI uri;
  private final String model;
  private volatile boolean closing;

  private StreamReaders(URI uri, String model) {
    this.uri = uri;
    this.model = model;
  }

  static StreamReaders start(URI server, String model, int count) {
    StreamReaders readers = new StreamReaders(URI.create(server + "/v1/completions"), model);
    for (int i = 0; i < count; i++) {
      Thread thread = new Thread(readers::read, "reader-" + i);
      readers.threads.add(thread);
      thread.start();
    }
    return readers;
  }

  private void read() {
    String body =
        "{\"model\":\"%s\",\"prompt\":\"1+2=\",\"max_tokens\":%d,\"stream\":true}"
            .formatted(model, TOKENS);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    while (!closing) {
      try {
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        check(answer);
        answers.incrementAndGet();
      } catch (Exception e) {
        failures.add(e.toString());
      }
    }
  }

  private void check(HttpResponse<String> answer) throws Exception {
    List<String> events =
        answer
            .body()
            .lines()
            .filter(line -> line.startsWith(DATA))
            .map(StreamReaders::data)
            .toList();
    if (answer.statusCode() != 200 || !events.get(events.size() - 1).equals("[DONE]")) {
      failures.add(answer.statusCode() + " " + answer.body());
      return;
    }
    JsonNode last = JSON.readTree(events.get(events.size() - 2));
    JsonNode spans = last.at("/millrace/choices/0/spans");
    int end = 0;
    for (JsonNode span : spans) {
      if (span.path("start").asInt() != end) {
        failures.add("a gap in " + spans);
      }
      end = span.path("end").asInt();
    }
    if (end == 0 || !last.at("/choices/0/finish_reason").isTextual()) {
      failures.add("not whole: " + last);
    }
    if (spans.size() > 1) {
      ofSeveralVersions.incrementAndGet();
    }
  }

  private static String data(String line) {
    return line.substring(DATA.length());
  }

  long answers() {
    return answers.get();
  }

  long ofSeveralVersions() {
    return ofSeveralVersions.get();
  }

  Queue<String> failures() {
    return failures;
  }

  @Override
  public void close() {
    closing = true;
    for (Thread thread : threads) {
      try {
        thread.join(30_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
