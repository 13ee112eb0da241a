package dev.millrace.ops.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ops.UserError;
import dev.millrace.ops.ledger.PipelineAddress;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.ops.option.Seconds;
import dev.millrace.schemas.topics.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One screen about a pipeline: what it does, what it waits for, and from what that is told. */
@Command(
    name = "status",
    description =
        "Says whether a pipeline trains and what it waits for, also when Flink or the broker is"
            + " down. Ends with 0 when it trains, 1 when no step comes, 3 when a part is down.",
    sortOptions = false)
public final class StatusCommand implements Callable<Integer> {
  private static final Duration CONNECTING = Duration.ofMillis(700);
  private static final Duration ANSWERING = Duration.ofSeconds(5);

  @Spec private CommandSpec spec;
  @Mixin private PipelineAddress address;

  @Option(
      names = "--flink",
      defaultValue = "http://127.0.0.1:8081",
      paramLabel = "URL",
      description = "Flink's REST address. Default: ${DEFAULT-VALUE}.")
  private URI flink;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(names = "--watch", description = "Look again and again, until Ctrl-C.")
  private boolean watch;

  @Option(
      names = "--interval",
      defaultValue = "2",
      paramLabel = "SECONDS",
      converter = Seconds.class,
      description = "With --watch: time between two looks. Default: ${DEFAULT-VALUE}.")
  private Duration interval;

  @Override
  public Integer call() throws JsonProcessingException, InterruptedException {
    Diagnosis diagnosis = look();
    while (watch) {
      Thread.sleep(interval.toMillis());
      diagnosis = look();
    }
    return diagnosis.verdict().exitStatus();
  }

  private Diagnosis look() throws JsonProcessingException {
    Facts facts = facts();
    Diagnosis diagnosis = Diagnosis.of(facts);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("verdict", diagnosis.verdict().name());
      members.put("waiting_for", diagnosis.waitingFor());
      members.put("facts", facts);
      out.println(new ObjectMapper().writeValueAsString(members));
    } else {
      StatusText.of(facts, diagnosis).forEach(out::println);
      if (watch) {
        out.println();
      }
    }
    out.flush();
    return diagnosis;
  }

  /** Asks Flink and the broker at the same time, so that a silent one costs one patience. */
  private Facts facts() {
    String named = address.named() == null ? "" : address.named();
    CompletableFuture<Looked<JobFacts>> job = CompletableFuture.supplyAsync(() -> job(named));
    String[] pipeline = {named};
    Looked<StreamFacts> stream = stream(pipeline);
    Looked<JobFacts> seen = job.join();
    return new Facts(
        System.currentTimeMillis(),
        pipeline[0],
        stream.facts(),
        stream.problem(),
        seen.facts(),
        seen.problem());
  }

  private record Looked<T>(@Nullable T facts, String problem) {}

  private Looked<JobFacts> job(String pipeline) {
    try {
      return new Looked<>(new FlinkRest(flink, CONNECTING, ANSWERING).job(pipeline), "");
    } catch (IOException | IllegalArgumentException e) {
      return new Looked<>(null, "no answer at " + flink + " (" + e.getMessage() + ")");
    }
  }

  private Looked<StreamFacts> stream(String[] pipeline) {
    if (!Reachable.any(address.bootstrap(), CONNECTING)) {
      return new Looked<>(null, "nobody listens at " + address.bootstrap());
    }
    try (TopicReader reader = address.open()) {
      Topics topics = address.topics(reader);
      pipeline[0] = topics.pipeline();
      return new Looked<>(new StreamLook(address, reader, topics).facts(), "");
    } catch (UserError e) {
      return new Looked<>(null, String.valueOf(e.getMessage()));
    }
  }
}
