package dev.millrace.server.sampling;

import static dev.millrace.server.TestObjects.group;
import static dev.millrace.server.TestObjects.pending;
import static dev.millrace.server.TestObjects.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.server.FirstFailure;
import dev.millrace.server.admission.Admission;
import dev.millrace.server.admission.Bell;
import dev.millrace.server.admission.PendingPrompt;
import dev.millrace.server.weights.RefusedVersionException;
import dev.millrace.server.weights.VersionFollower;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The loop without Kafka and without a policy: one shard, two slots a step, one step ahead. */
class SamplingLoopTest {
  private final Bell bell = new Bell();
  private final FirstFailure failure = new FirstFailure(bell);
  private final Admission admission = new Admission(1, 2, new long[1], bell);
  private final VersionFollower versions = new VersionFollower(this::install);
  private final List<ResponseGroup> written = new ArrayList<>();
  private final List<Integer> batches = new ArrayList<>();
  private final SamplingFigures figures = new SamplingFigures();
  private boolean bad;
  private long clock;
  private final SamplingLoop loop = loop(this::sample);

  private SamplingLoop loop(GroupSampler sampler) {
    return new SamplingLoop(
        bell, admission, versions, sampler, this::write, figures, failure, 3, () -> clock++);
  }

  private void install(WeightVersion version) throws RefusedVersionException {
    if (bad) {
      throw new RefusedVersionException("truncated");
    }
  }

  private List<ResponseGroup> sample(List<PendingPrompt> prompts, long lineage, long step) {
    batches.add(prompts.size());
    return prompts.stream().map(prompt -> group(prompt, step, 5, "text")).toList();
  }

  private void write(PendingPrompt prompt, ResponseGroup group) {
    admission.written(prompt, written.size());
    written.add(group);
  }

  private void prompts(int first, int count) {
    for (int offset = first; offset < first + count; offset++) {
      admission.add(pending(0, offset));
    }
  }

  private void turnUntilItWaits() {
    while (loop.turn()) {}
  }

  @Test
  void withoutPromptsItWaitsForPrompts() {
    turnUntilItWaits();
    assertThat(loop.waitingFor()).isEqualTo(WaitingFor.PROMPTS);
  }

  @Test
  void itStopsWhereTheBoundEndsAndGoesOnWithTheNextVersion() {
    prompts(0, 20);
    turnUntilItWaits();
    // (1 + 1) * 2 groups, in batches of at most 3 prompts.
    assertThat(batches).containsExactly(3, 1);
    assertThat(loop.waitingFor()).isEqualTo(WaitingFor.CAPACITY);
    versions.announce(version(1, 1, 2));
    turnUntilItWaits();
    assertThat(written).hasSize(6);
    assertThat(written.get(3).responses().get(0).spans().get(0).step()).isZero();
    assertThat(written.get(4).responses().get(0).spans().get(0).step()).isEqualTo(1);
    assertThat(figures.groups()).isEqualTo(6);
    assertThat(figures.tokens()).isEqualTo(30);
  }

  @Test
  void aDroppedGroupIsMadeUpFor() {
    prompts(0, 20);
    turnUntilItWaits();
    admission.dropped(0, 1);
    turnUntilItWaits();
    assertThat(written).hasSize(5);
  }

  @Test
  void theOldWeightsServeOnWithinTheirBoundWhenANewVersionIsRefused() {
    prompts(0, 3);
    turnUntilItWaits();
    bad = true;
    versions.announce(version(1, 1, 2));
    prompts(3, 10);
    turnUntilItWaits();
    assertThat(written).hasSize(4);
    assertThat(loop.waitingFor()).isEqualTo(WaitingFor.WEIGHTS);
    bad = false;
    clock += 1_000_000_000L;
    turnUntilItWaits();
    assertThat(written).hasSize(6);
    assertThat(loop.waitingFor()).isEqualTo(WaitingFor.CAPACITY);
  }

  @Test
  void aFailureOfAnotherThreadEndsIt() throws Exception {
    failure.fail(new IllegalStateException("the broker is gone"));
    prompts(0, 4);
    loop.run();
    assertThat(written).isEmpty();
  }

  @Test
  void aSamplerThatFailsEndsIt() {
    prompts(0, 4);
    SamplingLoop failing =
        loop(
            (prompts, lineage, step) -> {
              throw new IllegalStateException("out of memory");
            });
    assertThatThrownBy(failing::run).hasMessage("out of memory");
  }

  @Test
  void itEndsWhenItIsStopped() throws Exception {
    Thread thread =
        new Thread(
            () -> {
              try {
                loop.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.start();
    loop.stop();
    thread.join(60_000);
    assertThat(thread.isAlive()).isFalse();
  }
}
