package dev.millrace.ops.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ops.UserError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ClosingTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final List<String> ended = new ArrayList<>();
  private final Closing closing = new Closing();

  @Test
  void partsEndInTheReverseOrderOfTheirStart() {
    closing.add(() -> ended.add("broker"));
    closing.start("cluster", () -> "cluster", ended::add);
    closing.add(() -> ended.add("generator"));
    closing.close();
    closing.close();
    assertThat(ended).containsExactly("generator", "cluster", "broker");
  }

  @Test
  void partThatCannotEndKeepsNoOtherFromEnding() {
    closing.add(() -> ended.add("broker"));
    closing.add(
        () -> {
          throw new IllegalStateException("stuck");
        });
    closing.close();
    assertThat(ended).containsExactly("broker");
  }

  @Test
  void partThatIsStillStartingIsWaitedForAndEnded() {
    CountDownLatch goOn = new CountDownLatch(1);
    closing.start(
        "cluster",
        () -> {
          goOn.await();
          return "cluster";
        },
        ended::add);
    closing.add(goOn::countDown);
    closing.close();
    assertThat(ended).containsExactly("cluster");
  }

  @Test
  void partThatFailedToStartHasNothingToEndAndItsFailureIsKept() {
    Parallel<String> failing =
        closing.start(
            "cluster",
            () -> {
              throw new UserError("--dashboard-port 1: in use");
            },
            ended::add);
    assertThatThrownBy(() -> failing.get(DEADLINE))
        .isInstanceOf(UserError.class)
        .hasMessage("--dashboard-port 1: in use");
    closing.close();
    assertThat(ended).isEmpty();
  }
}
