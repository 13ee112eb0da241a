package dev.millrace.ops.cluster;

import dev.millrace.ops.local.Broker;
import java.nio.file.Path;
import java.time.Duration;

/** The process of a broker: its arguments are the data directory and the port of the clients. */
public final class BrokerProcess {
  private static final Duration START = Duration.ofMinutes(2);

  private BrokerProcess() {}

  public static void main(String[] arguments) {
    ParentWatch.begin();
    Broker broker = Broker.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]), START);
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-close"));
  }
}
