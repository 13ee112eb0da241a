package dev.millrace.server.weights;

import dev.millrace.schemas.WeightVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which weight version serves, and which should. Only the newest announced version matters; what
 * lies between it and the one that serves is skipped. Order is (lineage, step), never arrival, so
 * an older lineage never comes back. A version that is refused is tried again after a pause that
 * doubles, until a newer one takes its place; meanwhile the old one serves. Thread-safe; {@link
 * #installNewest} is called by the thread that samples.
 */
public final class VersionFollower {
  private static final Logger LOG = LoggerFactory.getLogger(VersionFollower.class);
  private static final long FIRST_PAUSE_NANOS = 50_000_000L;
  private static final long LONGEST_PAUSE_NANOS = 10_000_000_000L;

  /**
   * What has happened so far.
   *
   * @param lineage lineage of the version that serves
   * @param step step of the version that serves
   * @param newestStep step of the newest announced version
   * @param installed versions installed
   * @param skipped versions announced and never tried, because a newer one came
   * @param stale announcements of a version not newer than the newest
   * @param refused failed attempts to install
   * @param refusal why the newest version does not serve; null when it does or was not tried
   * @param refusedVersion the version that was refused last; null when none was
   */
  public record Progress(
      long lineage,
      long step,
      long newestStep,
      long installed,
      long skipped,
      long stale,
      long refused,
      @Nullable String refusal,
      @Nullable WeightVersion refusedVersion) {}

  private final WeightsInstaller installer;
  private long lineage;
  private long step;
  private @Nullable WeightVersion newest;
  private boolean tried = true;
  private boolean serves = true;
  private long pauseNanos = FIRST_PAUSE_NANOS;
  private long notBeforeNanos;
  private long installed;
  private long skipped;
  private long stale;
  private long refused;
  private @Nullable String refusal;
  private @Nullable WeightVersion refusedVersion;

  /** Follows from the starting policy, which is step 0 of lineage 0. */
  public VersionFollower(WeightsInstaller installer) {
    this.installer = installer;
  }

  /** Returns whether the version is the newest so far and will be installed. */
  public synchronized boolean announce(WeightVersion version) {
    if (newest != null && version.compareTo(newest) <= 0) {
      stale++;
      if (version.lineage() < newest.lineage()) {
        LOG.warn(
            "weight version {}.{} refused: lineage {} has begun",
            version.lineage(),
            version.step(),
            newest.lineage());
      }
      return false;
    }
    if (!tried) {
      skipped++;
    }
    newest = version;
    tried = false;
    serves = false;
    refusal = null;
    pauseNanos = FIRST_PAUSE_NANOS;
    return true;
  }

  /**
   * Installs the newest announced version, unless it serves already or its pause has not passed.
   *
   * @param nowNanos a monotonic clock
   * @return the version when it now serves, else null
   */
  public @Nullable WeightVersion installNewest(long nowNanos) {
    WeightVersion version = due(nowNanos);
    if (version == null) {
      return null;
    }
    try {
      installer.install(version);
    } catch (RefusedVersionException e) {
      refused(version, e, nowNanos);
      return null;
    }
    installed(version);
    return version;
  }

  private synchronized @Nullable WeightVersion due(long nowNanos) {
    if (serves || (tried && nowNanos - notBeforeNanos < 0)) {
      return null;
    }
    tried = true;
    return newest;
  }

  private synchronized void installed(WeightVersion version) {
    installed++;
    lineage = version.lineage();
    step = version.step();
    if (isNewest(version)) {
      serves = true;
      refusal = null;
    }
  }

  private synchronized void refused(
      WeightVersion version, RefusedVersionException why, long nowNanos) {
    refused++;
    refusedVersion = version;
    LOG.warn(
        "weight version {}.{} refused, {}.{} serves on: {}",
        version.lineage(),
        version.step(),
        lineage,
        step,
        why.getMessage());
    if (isNewest(version)) {
      refusal = why.getMessage();
      notBeforeNanos = nowNanos + pauseNanos;
      pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
    }
  }

  /** A newer one may have been announced while this one was read. */
  private boolean isNewest(WeightVersion version) {
    return newest != null && version.compareTo(newest) == 0;
  }

  public synchronized Progress progress() {
    return new Progress(
        lineage,
        step,
        newest == null ? step : newest.step(),
        installed,
        skipped,
        stale,
        refused,
        refusal,
        refusedVersion);
  }
}
