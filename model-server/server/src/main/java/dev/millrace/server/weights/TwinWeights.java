package dev.millrace.server.weights;

import dev.millrace.policy.Policy;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.server.admission.Bell;
import dev.millrace.server.engine.PolicySource;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Two policies of one shape: one samples while the other one takes the next version, and then they
 * change places between two steps of the engine. So a version is read, verified and compared with
 * its canary beside the running one, and the change itself is that of a reference.
 *
 * <p>{@link #install} is called by the thread that loads, {@link #current} by the thread of the
 * engine.
 */
public final class TwinWeights implements WeightsInstaller, PolicySource, AutoCloseable {
  private static final Duration TAKE_DEADLINE = Duration.ofSeconds(30);

  /** A policy, and the way for a version into it. */
  private record Half(Policy policy, PolicyWeights weights) {}

  private final Bell bell;
  private final Duration takeDeadline;
  private final Policy owned;
  private Half serving; // under the lock
  private Half spare; // under the lock; its arrays belong to the thread that loads
  private volatile Current current; // written under the lock
  private volatile @Nullable WeightVersion staged;
  private volatile boolean sampling;
  private boolean stopped; // under the lock

  /**
   * @param policy samples until the first version is installed; it stays the caller's to close
   * @param shards S, the number of consumed offsets that a version must have
   * @param prefix the directory below which weights lie
   * @param bell wakes the engine when a version can be taken
   */
  public TwinWeights(Policy policy, int shards, Path prefix, Bell bell) {
    this(policy, shards, prefix, bell, TAKE_DEADLINE);
  }

  TwinWeights(Policy policy, int shards, Path prefix, Bell bell, Duration takeDeadline) {
    Policy twin = policy.twin();
    this.bell = bell;
    this.takeDeadline = takeDeadline;
    this.serving = new Half(policy, new PolicyWeights(policy, shards, prefix));
    this.spare = new Half(twin, new PolicyWeights(twin, shards, prefix));
    this.current = new Current(policy, 0, 0);
    this.owned = twin;
  }

  /**
   * Loads a version into the policy that does not sample, and returns when it samples. Before the
   * engine has asked for the first time, nothing samples and the change is made at once.
   */
  @Override
  public void install(WeightVersion version) throws RefusedVersionException {
    Half loading;
    synchronized (this) {
      loading = spare;
    }
    loading.weights().install(version);
    synchronized (this) {
      staged = version;
      if (sampling) {
        bell.ring();
        awaitTaken(version);
      } else {
        take();
      }
    }
  }

  private void awaitTaken(WeightVersion version) throws RefusedVersionException {
    long deadline = System.nanoTime() + takeDeadline.toNanos();
    try {
      for (long left = takeDeadline.toMillis(); staged != null && !stopped && left > 0; ) {
        wait(left);
        left = (deadline - System.nanoTime()) / 1_000_000;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (staged != null) {
      staged = null;
      throw new RefusedVersionException(
          "the engine has not taken weight version "
              + version.lineage()
              + "."
              + version.step()
              + " within "
              + takeDeadline.toSeconds()
              + " s");
    }
  }

  @Override
  public Current current() {
    sampling = true;
    if (staged != null) {
      take();
    }
    return current;
  }

  private synchronized void take() {
    WeightVersion version = staged;
    if (version != null) {
      Half old = serving;
      serving = spare;
      spare = old;
      current = new Current(serving.policy(), version.lineage(), version.step());
      staged = null;
      notifyAll();
    }
  }

  /** Says that the engine will ask no more: a version that waits for it is refused. */
  public synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  /** Closes the second policy. */
  @Override
  public void close() {
    owned.close();
  }
}
