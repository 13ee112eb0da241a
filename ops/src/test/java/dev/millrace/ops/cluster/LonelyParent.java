package dev.millrace.ops.cluster;

import dev.millrace.ops.local.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A process that starts a broker, writes down its process id and then only waits. */
public final class LonelyParent {
  private LonelyParent() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    Member broker =
        new Member(
            "broker",
            directory.resolve("logs"),
            number ->
                new ChildJvm(
                    BrokerProcess.class,
                    List.of("-Xmx256m"),
                    List.of(directory.resolve("kafka").toString(), String.valueOf(Ports.free()))));
    broker.start();
    Path file = directory.resolve("pid.new");
    Files.writeString(file, String.valueOf(broker.pid()));
    Files.move(file, directory.resolve("pid"));
    Thread.sleep(Long.MAX_VALUE);
  }
}
