package dev.millrace.ops.trace;

import dev.millrace.ops.ledger.SyntheticPipeline;
import dev.millrace.ops.local.Broker;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A broker with a pipeline of many groups, to time {@code millrace trace} on: run its main with a
 * directory, a port and the number of groups; it serves until its standard input ends.
 */
final class TraceTopics {
  private TraceTopics() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    int port = Integer.parseInt(arguments[1]);
    int groups = Integer.parseInt(arguments[2]);
    try (Broker broker = Broker.start(directory.resolve("kafka"), port, Duration.ofMinutes(1))) {
      SyntheticPipeline pipeline =
          new SyntheticPipeline(groups, 4, 32, 500, 200, directory.resolve("weights"));
      pipeline.write(broker.bootstrap());
      System.out.println("ready: " + pipeline.lastStep() + " steps");
      while (System.in.read() >= 0) {
        // Serves on.
      }
    }
  }
}
