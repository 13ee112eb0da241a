package dev.millrace.ops.cluster;

import dev.millrace.ops.local.LocalClusterSettings;
import dev.millrace.ops.local.Ports;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;

/**
 * How a cluster of processes is set up.
 *
 * @param directory of logs, configuration, broker data, checkpoints and working files
 * @param brokerPort port of the Kafka clients on 127.0.0.1
 * @param dashboardPort port of the dashboard and of the clients of the job manager
 * @param rpcPort port on which task managers find the job manager
 * @param taskManagers number of them; one more than the job needs lets the loss of one pass at once
 * @param slots task slots of each
 * @param heapMebibytes Java heap of a task manager
 * @param managedMebibytes memory of RocksDB in a task manager
 * @param networkMebibytes network buffers of a task manager
 * @param compile whether task managers compile with both compilers of the JVM; with the first alone
 *     they start sooner and compute digests slower
 * @param checkpointInterval time between checkpoints
 */
public record ProcessClusterSettings(
    Path directory,
    int brokerPort,
    int dashboardPort,
    int rpcPort,
    int taskManagers,
    int slots,
    int heapMebibytes,
    int managedMebibytes,
    int networkMebibytes,
    boolean compile,
    Duration checkpointInterval) {
  private static final int JOB_MANAGER_HEAP = 384;
  private static final int BROKER_HEAP = 384;

  public ProcessClusterSettings {
    directory = directory.toAbsolutePath().normalize();
  }

  /** Three task managers of two slots each, on free ports: small jobs with room for one loss. */
  public static ProcessClusterSettings small(Path directory, Duration checkpointInterval) {
    return new ProcessClusterSettings(
        directory,
        Ports.free(),
        Ports.free(),
        Ports.free(),
        3,
        2,
        512,
        128,
        48,
        false,
        checkpointInterval);
  }

  /** The same for a large policy: task managers that compile, with a heap of this size. */
  public ProcessClusterSettings compiled(int heapMebibytes) {
    return new ProcessClusterSettings(
        directory,
        brokerPort,
        dashboardPort,
        rpcPort,
        taskManagers,
        slots,
        heapMebibytes,
        managedMebibytes,
        networkMebibytes,
        true,
        checkpointInterval);
  }

  Path logs() {
    return directory.resolve("logs");
  }

  Path kafka() {
    return directory.resolve("kafka");
  }

  Path flink() {
    return directory.resolve("flink");
  }

  /** Working files of one member, emptied before each of its processes. */
  Path work(String member) {
    return flink().resolve("work").resolve(member);
  }

  /** Where Flink's processes find their configuration. */
  Path configurationDirectory() {
    return directory.resolve("conf");
  }

  int jobManagerHeapMebibytes() {
    return JOB_MANAGER_HEAP;
  }

  int brokerHeapMebibytes() {
    return BROKER_HEAP;
  }

  /** Flink's configuration, for the processes, their clients and the jobs that run on them. */
  public Configuration configuration() {
    Configuration flink =
        new LocalClusterSettings(
                flink(),
                logs().resolve("job-manager.log"),
                dashboardPort,
                0,
                slots,
                managedMebibytes,
                networkMebibytes,
                checkpointInterval)
            .configuration();
    addresses(flink);
    memory(flink);
    quickFailover(flink);
    return flink;
  }

  private void addresses(Configuration flink) {
    flink.setString("jobmanager.rpc.address", "127.0.0.1");
    flink.setString("jobmanager.bind-host", "127.0.0.1");
    flink.setString("jobmanager.rpc.port", String.valueOf(rpcPort));
    flink.setString("taskmanager.host", "127.0.0.1");
    flink.setString("taskmanager.bind-host", "127.0.0.1");
    flink.setString("taskmanager.rpc.port", "0");
    flink.setString("high-availability.type", "NONE");
  }

  /** A process that no script of Flink's starts has to be told every part of its memory. */
  private void memory(Configuration flink) {
    flink.setString("taskmanager.cpu.cores", "1");
    flink.setString("taskmanager.memory.task.heap.size", heapMebibytes / 2 + "m");
    flink.setString("taskmanager.memory.task.off-heap.size", "256m");
    flink.setString("taskmanager.memory.framework.heap.size", "64m");
    flink.setString("taskmanager.memory.framework.off-heap.size", "64m");
    flink.setString("taskmanager.memory.jvm-metaspace.size", "128m");
    flink.setString("taskmanager.memory.jvm-overhead.min", "64m");
    flink.setString("taskmanager.memory.jvm-overhead.max", "64m");
    flink.setString("jobmanager.memory.heap.size", JOB_MANAGER_HEAP + "m");
  }

  /**
   * A process that is gone refuses connections: two heartbeats that cannot be delivered are proof
   * enough. Task managers, which only answer heartbeats, learn of a lost job manager by silence; it
   * lasts ten heartbeats, since a machine whose cores are busy is silent now and then.
   */
  private void quickFailover(Configuration flink) {
    flink.setString("heartbeat.interval", "400 ms");
    flink.setString("heartbeat.timeout", "4 s");
    flink.setString("heartbeat.rpc-failure-threshold", "2");
    flink.setString("cluster.registration.error-delay", "200 ms");
    flink.setString("cluster.registration.refused-registration-delay", "500 ms");
    flink.setString("cluster.registration.max-timeout", "2 s");
    flink.setString("taskmanager.registration.timeout", "5 min");
    flink.setString("slotmanager.requirement-check.delay", "20 ms");
    flink.setString("restart-strategy.exponential-delay.initial-backoff", "100 ms");
    flink.setString("restart-strategy.exponential-delay.max-backoff", "5 s");
    flink.setString("restart-strategy.exponential-delay.reset-backoff-threshold", "10 s");
    // A cluster is there to come back: what cannot be repaired by a restart ends the job itself.
    flink.setString(
        "restart-strategy.exponential-delay.attempts-before-reset-backoff",
        String.valueOf(Integer.MAX_VALUE));
    if (checkpointInterval.compareTo(Duration.ofSeconds(1)) < 0) {
      flink.setString("execution.checkpointing.min-pause", "100 ms");
    }
    flink.setString("web.checkpoints.history", "100");
    flink.setString("web.refresh-interval", "300 ms");
    flink.setString("rest.retry.delay", "100 ms");
    flink.setString("rest.retry.max-attempts", "3");
    flink.setString("rest.connection-timeout", "3 s");
  }
}
