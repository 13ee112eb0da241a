package dev.millrace.server.weights;

import static dev.millrace.server.TestObjects.policy;
import static dev.millrace.server.TestObjects.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.Policy;
import dev.millrace.policy.Torch;
import dev.millrace.policy.WeightsFile;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.server.admission.Bell;
import dev.millrace.server.engine.PolicySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwinWeightsTest {
  @TempDir Path directory;
  private final Bell bell = new Bell();
  private Policy first;
  private Policy trained;
  private WeightVersion good;

  @BeforeEach
  void policies() {
    Torch.enterThread();
    first = policy(1);
    trained = policy(2);
    WeightsFile file = trained.writeWeights(directory.resolve("1.safetensors"), false);
    good = version(file.path().toString(), file.sha256(), file.bytes(), null, 0);
  }

  @AfterEach
  void close() {
    first.close();
    trained.close();
  }

  @Test
  void aVersionIsLoadedBesideThePolicyThatSamplesAndThenTakesItsPlace() throws Exception {
    try (TwinWeights twins = new TwinWeights(first, 1, directory, bell)) {
      assertThat(twins.current().policy()).isSameAs(first);
      PolicySource.Current second = swap(twins, good);
      assertThat(second.policy()).isNotSameAs(first);
      assertThat(second.lineage()).isEqualTo(1);
      assertThat(second.step()).isEqualTo(1);
      assertThat(weights(second.policy())).isEqualTo(weights(trained));
      // The policy that sampled before is not touched, until the next version is loaded into it.
      assertThat(weights(first)).isNotEqualTo(weights(trained));
      assertThat(swap(twins, good).policy()).isSameAs(first);
      assertThat(weights(first)).isEqualTo(weights(trained));
    }
  }

  @Test
  void anUnusableVersionIsNeverSeenByTheEngine() throws Exception {
    try (TwinWeights twins = new TwinWeights(first, 1, directory, bell)) {
      Path file = Files.write(directory.resolve("2.safetensors"), new byte[] {1, 2, 3});
      WeightVersion bad = version(file.toString(), WeightsFile.digest(file), 3, null, 0);
      assertThatThrownBy(() -> twins.install(bad)).isInstanceOf(RefusedVersionException.class);
      assertThat(twins.current().policy()).isSameAs(first);
      assertThat(twins.current().step()).isZero();
      assertThat(weights(swap(twins, good).policy())).isEqualTo(weights(trained));
    }
  }

  @Test
  void beforeTheEngineSamplesAVersionTakesItsPlaceAtOnce() throws Exception {
    try (TwinWeights twins = new TwinWeights(first, 1, directory, bell)) {
      twins.install(good);
      assertThat(twins.current().step()).isEqualTo(1);
      assertThat(weights(twins.current().policy())).isEqualTo(weights(trained));
    }
  }

  @Test
  void aVersionThatWaitsForAnEngineThatHasStoppedIsRefusedAtOnce() {
    try (TwinWeights twins = new TwinWeights(first, 1, directory, bell, Duration.ofHours(1))) {
      assertThat(twins.current().policy()).isSameAs(first);
      twins.stop();
      assertThatThrownBy(() -> twins.install(good))
          .isInstanceOf(RefusedVersionException.class)
          .hasMessageContaining("weight version 1.1");
    }
  }

  @Test
  void aVersionThatTheEngineDoesNotTakeIsRefused() {
    try (TwinWeights twins = new TwinWeights(first, 1, directory, bell, Duration.ofMillis(20))) {
      assertThat(twins.current().policy()).isSameAs(first);
      assertThatThrownBy(() -> twins.install(good))
          .isInstanceOf(RefusedVersionException.class)
          .hasMessageContaining("the engine has not taken weight version 1.1");
      assertThat(twins.current().policy()).isSameAs(first);
    }
  }

  /** Loads in another thread while this one asks like an engine; returns what it then gets. */
  private static PolicySource.Current swap(TwinWeights twins, WeightVersion version)
      throws Exception {
    Policy before = twins.current().policy();
    CompletableFuture<Void> loaded =
        CompletableFuture.runAsync(
            () -> {
              Torch.enterThread();
              try {
                twins.install(version);
              } catch (RefusedVersionException e) {
                throw new IllegalStateException(e);
              }
            });
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (twins.current().policy() == before && !loaded.isCompletedExceptionally()) {
      assertThat(System.nanoTime()).as("the version is loaded within 30 s").isLessThan(deadline);
      Thread.onSpinWait();
    }
    loaded.get(30, TimeUnit.SECONDS);
    return twins.current();
  }

  private byte[] weights(Policy policy) throws IOException {
    Path file = directory.resolve("read.safetensors");
    policy.writeWeights(file, false);
    return Files.readAllBytes(file);
  }
}
