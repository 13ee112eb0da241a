package dev.millrace.ops.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ops.UserError;
import dev.millrace.ops.local.Broker;
import dev.millrace.ops.local.Ports;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChosenPortTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void portTakenAfterItWasChosenGivesWayUnlessAPersonNamedIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> broker(new ChosenPort(port, true)))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("port " + port);
      try (Broker broker = broker(new ChosenPort(port, false))) {
        assertThat(broker.bootstrap()).isNotEqualTo("127.0.0.1:" + port);
      }
    }
  }

  @Test
  void namedPortThatIsInUseIsRefusedAtOnce() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> ChosenPort.of("--kafka-port", port, 9092))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith("--kafka-port " + port);
      assertThat(ChosenPort.of("--kafka-port", null, port).port()).isNotEqualTo(port);
    }
    assertThat(ChosenPort.of("--kafka-port", Ports.free(), 9092).named()).isTrue();
  }

  private Broker broker(ChosenPort port) {
    return port.start(number -> Broker.start(directory, number, DEADLINE));
  }
}
