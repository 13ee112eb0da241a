package dev.millrace.job.score.code;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Real programs of a real model. {@code -Dmillrace.humaneval.samples=100} runs all of them, by
 * default the first ones of each task.
 */
class HumanEvalTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SAMPLES = Integer.getInteger("millrace.humaneval.samples", 2);

  private record Sample(String name, Prompt prompt, String text, boolean passed) {}

  @Test
  void verdictsAreThoseThatWereRecorded() throws Exception {
    Sandboxes.assumeNamespaces();
    List<Sample> samples = samples(folder());
    Queue<Sample> open = new ConcurrentLinkedQueue<>(samples);
    List<String> different = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    long started = System.nanoTime();
    for (int i = 0; i < 2; i++) {
      threads.add(new Thread(() -> judge(open, different)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.printf(
        "%d programs in %.1f s, %d verdicts differ: %s%n",
        samples.size(), (System.nanoTime() - started) / 1e9, different.size(), different);
    assertThat(open).isEmpty();
    assertThat(different).hasSizeLessThanOrEqualTo(Math.max(1, samples.size() / 1000));
  }

  private static void judge(Queue<Sample> open, List<String> different) {
    try (CodeVerifier code = new CodeVerifier(CodeSettings.defaults())) {
      for (Sample sample = open.poll(); sample != null; sample = open.poll()) {
        Map<String, Float> channels = code.score(sample.prompt(), sample.text());
        if (channels.getOrDefault(Verifier.CORRECT, -1f) != (sample.passed() ? 1 : 0)) {
          different.add(sample.name() + " recorded " + sample.passed());
        }
      }
    }
  }

  private static List<Sample> samples(Path folder) throws IOException {
    Map<String, JsonNode> tasks = new HashMap<>();
    Path file = folder.resolve("HumanEval.jsonl.gz");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode task = JSON.readTree(line);
        tasks.put(task.path("task_id").asText(), task);
      }
    }
    JsonNode passed = JSON.readTree(folder.resolve("recorded_pass_codegen16b_n100.json").toFile());
    List<String> responses =
        Files.readAllLines(folder.resolve("recorded_responses_codegen16b_n100.jsonl"));
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < responses.size(); i++) {
      String name = passed.path(i).path(0).asText();
      Prompt prompt = prompt(Objects.requireNonNull(tasks.get(name), name));
      JsonNode texts = JSON.readTree(responses.get(i)).path("samples");
      for (int j = 0; j < Math.min(SAMPLES, texts.size()); j++) {
        samples.add(
            new Sample(
                name + "#" + j,
                prompt,
                texts.path(j).asText(),
                passed.path(i).path(1).path(j).asBoolean()));
      }
    }
    return samples;
  }

  private static Prompt prompt(JsonNode task) {
    String entry = task.path("entry_point").asText();
    return new Prompt(
        task.path("task_id").asText(),
        "humaneval",
        task.path("prompt").asText(),
        new int[0],
        task.path("test").asText() + "\ncheck(" + entry + ")\n",
        "code",
        Map.of(
            CodeTask.PREAMBLE,
            task.path("prompt").asText(),
            CodeTask.ENTRY_POINT,
            entry,
            CodeTask.RESPONSE,
            "completion",
            // The recorded programs were cut there.
            CodeTask.STOP,
            "assert"),
        0);
  }

  private static Path folder() {
    String named = System.getenv("MILLRACE_DATA");
    Path found = named == null ? null : Path.of(named, "humaneval");
    for (Path at = Path.of("").toAbsolutePath(); found == null && at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared/data/humaneval");
      found = Files.isDirectory(candidate) ? candidate : null;
    }
    Assumptions.assumeTrue(
        found != null && Files.isDirectory(found),
        "skipped: no HumanEval data; set MILLRACE_DATA to the folder of shared data");
    return found;
  }
}
