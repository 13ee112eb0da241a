package dev.millrace.server.weights;

import dev.millrace.policy.Torch;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.server.admission.Bell;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The work of the thread that loads versions beside the one that serves. */
public final class WeightsLoading {
  /** A refused version is tried again after a pause that no ring ends. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(50);

  private final VersionFollower versions;
  private final Consumer<WeightVersion> installed;
  private final Bell bell;
  private final LongSupplier nanos;
  private volatile boolean closing;

  /**
   * @param installed is told of each version that now serves
   * @param bell rings when a version was announced
   * @param nanos a monotonic clock
   */
  public WeightsLoading(
      VersionFollower versions, Consumer<WeightVersion> installed, Bell bell, LongSupplier nanos) {
    this.versions = versions;
    this.installed = installed;
    this.bell = bell;
    this.nanos = nanos;
  }

  /** Runs until {@link #stop}. */
  public void run() throws InterruptedException {
    Torch.enterThread();
    while (!closing) {
      long noted = bell.rings();
      WeightVersion version = versions.installNewest(nanos.getAsLong());
      if (version != null) {
        installed.accept(version);
      } else {
        bell.awaitAfter(noted, LONGEST_WAIT);
      }
    }
  }

  public void stop() {
    closing = true;
    bell.ring();
  }
}
