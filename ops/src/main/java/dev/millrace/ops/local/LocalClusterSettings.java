package dev.millrace.ops.local;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;

/**
 * How a cluster inside this JVM is set up.
 *
 * @param directory where checkpoints, savepoints and working files lie
 * @param logFile the log that the dashboard shows
 * @param dashboardPort port of the dashboard on 127.0.0.1
 * @param prometheusPort port of the Prometheus reporter; 0 for no reporter
 * @param slots task slots; the learner's slot-sharing group needs one of its own
 * @param managedMebibytes memory of RocksDB, over all slots
 * @param networkMebibytes memory of the network buffers
 * @param checkpointInterval time between checkpoints
 */
public record LocalClusterSettings(
    Path directory,
    Path logFile,
    int dashboardPort,
    int prometheusPort,
    int slots,
    int managedMebibytes,
    int networkMebibytes,
    Duration checkpointInterval) {

  /** The settings of a laptop: two slots, a quarter of a gibibyte in all. */
  public static LocalClusterSettings laptop(Path directory, Path logFile, int dashboardPort) {
    return new LocalClusterSettings(
        directory, logFile, dashboardPort, 0, 2, 192, 64, Duration.ofSeconds(10));
  }

  /** The same with another number of slots. */
  public LocalClusterSettings withSlots(int slots) {
    return new LocalClusterSettings(
        directory,
        logFile,
        dashboardPort,
        prometheusPort,
        slots,
        managedMebibytes,
        networkMebibytes,
        checkpointInterval);
  }

  /** The same with a Prometheus reporter on a port; 0 for none. */
  public LocalClusterSettings withPrometheus(int port) {
    return new LocalClusterSettings(
        directory,
        logFile,
        dashboardPort,
        port,
        slots,
        managedMebibytes,
        networkMebibytes,
        checkpointInterval);
  }

  /** Flink's configuration, for the cluster and for the jobs that run on it. */
  public Configuration configuration() {
    Configuration flink = new Configuration();
    String port = String.valueOf(dashboardPort);
    flink.setString("rest.address", "127.0.0.1");
    flink.setString("rest.bind-address", "127.0.0.1");
    flink.setString("rest.port", port);
    flink.setString("rest.bind-port", port);
    flink.setString("rest.flamegraph.enabled", "true");
    flink.setString("web.submit.enable", "false");
    flink.setString("web.cancel.enable", "false");
    flink.setString("web.rescale.enable", "false");
    flink.setString("web.log.path", logFile.toString());
    flink.setString("taskmanager.log.path", logFile.toString());
    flink.setString("pipeline.name", "millrace");

    flink.setString("taskmanager.numberOfTaskSlots", String.valueOf(slots));
    flink.setString("taskmanager.memory.managed.size", managedMebibytes + "m");
    flink.setString("taskmanager.memory.network.min", networkMebibytes + "m");
    flink.setString("taskmanager.memory.network.max", networkMebibytes + "m");
    flink.setString("io.tmp.dirs", directory.resolve("work").toString());

    flink.setString("state.backend.type", "rocksdb");
    flink.setString(
        "execution.checkpointing.dir", directory.resolve("checkpoints").toUri().toString());
    flink.setString(
        "execution.checkpointing.savepoint-dir",
        directory.resolve("savepoints").toUri().toString());
    flink.setString("execution.checkpointing.incremental", "true");
    flink.setString("execution.checkpointing.interval", checkpointInterval.toMillis() + " ms");
    flink.setString("execution.checkpointing.min-pause", "1 s");
    flink.setString("execution.checkpointing.timeout", "2 min");
    flink.setString("execution.checkpointing.num-retained", "2");
    flink.setString(
        "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");

    flink.setString("restart-strategy.type", "exponential-delay");
    flink.setString("restart-strategy.exponential-delay.initial-backoff", "500 ms");
    flink.setString("restart-strategy.exponential-delay.max-backoff", "10 s");
    flink.setString("restart-strategy.exponential-delay.attempts-before-reset-backoff", "8");

    // Records are immutable, so operators may share them; a type that only Kryo knows is an error.
    flink.setString("pipeline.object-reuse", "true");
    flink.setString("pipeline.generic-types", "false");
    flink.setString("pipeline.auto-generate-uids", "false");

    flink.setString("metrics.fetcher.update-interval", "1000");
    if (prometheusPort != 0) {
      flink.setString("metrics.reporters", "prom");
      flink.setString(
          "metrics.reporter.prom.factory.class",
          "org.apache.flink.metrics.prometheus.PrometheusReporterFactory");
      flink.setString("metrics.reporter.prom.port", String.valueOf(prometheusPort));
    }
    return flink;
  }
}
