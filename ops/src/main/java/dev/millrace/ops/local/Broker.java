package dev.millrace.ops.local;

import dev.millrace.ops.UserError;
import dev.millrace.schemas.topics.KafkaSizes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka broker inside this JVM: one combined KRaft node, on the loopback interface only. A broker
 * started again on the same directory has the same cluster id, topics, records and offsets.
 *
 * <p>The classes that start it are those behind {@code kafka-storage.sh format} and {@code
 * kafka-server-start.sh}. They are no public interface: a new Kafka version may move them.
 */
public final class Broker implements AutoCloseable {
  private static final int NODE = 1;
  private static final int CLEANER_BYTES = 4 << 20;

  private final KafkaRaftServer server;
  private final int port;

  private Broker(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts a broker and waits until it serves.
   *
   * @param directory where its data lie; made and formatted on first use
   * @param port port of the clients, on 127.0.0.1
   * @param deadline how long each stage of the start may take
   * @throws UserError when the directory cannot be used or the start fails
   */
  public static Broker start(Path directory, int port, Duration deadline) {
    Path data = directory.toAbsolutePath();
    try {
      Files.createDirectories(data);
      format(data);
    } catch (Exception e) {
      throw new UserError(
          "broker directory " + data + ": cannot be used (" + e.getMessage() + ")", e);
    }
    Exit.setHaltProcedure((status, message) -> halt(data, status));
    KafkaRaftServer server =
        new KafkaRaftServer(
            new KafkaConfig(properties(data, port, Ports.free(), deadline), false), Time.SYSTEM);
    try {
      server.startup();
    } catch (RuntimeException e) {
      server.shutdown();
      throw new UserError(
          "broker on port " + port + " in " + data + ": did not start (" + e.getMessage() + ")", e);
    }
    return new Broker(server, port);
  }

  /**
   * A broker that cannot write its log any more ends its process on the spot, so that it never
   * acknowledges what it could not keep. What is left to do is to say so.
   */
  private static void halt(Path data, int status) {
    long free = data.toFile().getUsableSpace() >> 20;
    System.err.println(
        "millrace: the broker cannot write its log in "
            + data
            + " ("
            + free
            + " MiB free) and ended with the process; nothing that was acknowledged is lost, start"
            + " again when there is room");
    Runtime.getRuntime().halt(status);
  }

  /** Where clients connect. */
  public String bootstrap() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void format(Path data) throws Exception {
    new Formatter()
        .setClusterId(clusterId(data))
        .setNodeId(NODE)
        .setIgnoreFormatted(true)
        .setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(data.toString())
        .setDirectories(List.of(data.toString()))
        .setUnstableFeatureVersionsEnabled(false)
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .run();
  }

  /** The id that the directory was formatted with, or a new one. */
  private static String clusterId(Path data) throws IOException {
    return new MetaPropertiesEnsemble.Loader()
        .addMetadataLogDir(data.toString())
        .load()
        .clusterId()
        .orElseGet(() -> Uuid.randomUuid().toString());
  }

  private static Properties properties(Path data, int port, int controllerPort, Duration deadline) {
    Properties properties = new Properties();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", String.valueOf(NODE));
    properties.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
    properties.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    properties.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT");
    properties.put("log.dirs", data.toString());
    properties.put("server.max.startup.time.ms", String.valueOf(deadline.toMillis()));
    properties.put("auto.create.topics.enable", "false");
    properties.put("group.initial.rebalance.delay.ms", "0");
    for (String topic :
        List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
      properties.put(topic + ".replication.factor", "1");
      properties.put(topic + ".num.partitions", "4");
    }
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    // A broker that was killed may register again only once its former self counts as gone.
    properties.put("broker.session.timeout.ms", "3000");
    properties.put("broker.heartbeat.interval.ms", "500");
    properties.put("transaction.max.timeout.ms", String.valueOf(Duration.ofMinutes(15).toMillis()));
    properties.put("message.max.bytes", String.valueOf(KafkaSizes.BROKER_MESSAGE_MAX_BYTES));
    properties.put(
        "replica.fetch.max.bytes", String.valueOf(KafkaSizes.BROKER_REPLICA_FETCH_MAX_BYTES));
    // A handful of clients on one machine: few threads, small buffers.
    properties.put("num.network.threads", "1");
    properties.put("num.io.threads", "2");
    properties.put("background.threads", "2");
    properties.put("num.recovery.threads.per.data.dir", "1");
    properties.put("log.cleaner.threads", "1");
    properties.put("log.cleaner.dedupe.buffer.size", String.valueOf(CLEANER_BYTES));
    return properties;
  }
}
