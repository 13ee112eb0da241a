package dev.millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.server.access.Access;
import dev.millrace.server.access.Keyring;
import dev.millrace.server.access.RateLimit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpPortTest {
  @Test
  void withoutKeysOnlyTheLoopbackIsListenedTo() {
    Access open = new Access(new Keyring(List.of()), new RateLimit(0, System::nanoTime));
    assertThatThrownBy(
            () ->
                HttpPort.open(
                    HttpSettings.of("0.0.0.0", 0),
                    open,
                    List.of(),
                    () -> "id",
                    (route, status) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--keys");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "::1", "127.8.9.1"})
  void loopbackHasSeveralNames(String host) {
    assertThat(HttpSettings.of(host, 0).isLoopback()).isTrue();
    assertThat(HttpSettings.of("0.0.0.0", 0).isLoopback()).isFalse();
  }
}
