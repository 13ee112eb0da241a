package dev.millrace.ops.soak;

import dev.millrace.schemas.WeightVersion;
import dev.millrace.server.weights.VersionFollower;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The versions of a run as a generator meets them, through the rule by which generators choose:
 * what is installed never goes back, and lineages begin in their order.
 */
final class VersionOrder {
  private final VersionFollower follower = new VersionFollower(this::installed);
  private final TreeSet<Long> lineages = new TreeSet<>();
  private final List<String> violations = new ArrayList<>();
  private boolean last;
  private long installedLineage = -1;
  private long installedStep = -1;

  /** Takes the next version of the topic. */
  synchronized void add(WeightVersion version) {
    if (!lineages.contains(version.lineage())) {
      if (!lineages.isEmpty() && version.lineage() < lineages.last()) {
        violations.add("lineage " + version.lineage() + " began after " + lineages.last());
      }
      if (version.parentLineage() != version.lineage()
          && !lineages.contains(version.parentLineage())) {
        violations.add(
            "lineage "
                + version.lineage()
                + " continues "
                + version.parentLineage()
                + ", of which nothing was published");
      }
      lineages.add(version.lineage());
    }
    if (lineages.isEmpty() || version.lineage() >= lineages.last()) {
      last = version.last();
    }
    follower.announce(version);
    follower.installNewest(System.nanoTime());
  }

  private void installed(WeightVersion version) {
    boolean newer =
        version.lineage() > installedLineage
            || (version.lineage() == installedLineage && version.step() > installedStep);
    if (!newer) {
      violations.add(
          "version "
              + version.lineage()
              + "."
              + version.step()
              + " was installed after "
              + installedLineage
              + "."
              + installedStep);
    }
    installedLineage = version.lineage();
    installedStep = version.step();
  }

  /**
   * Whether the newest lineage has published the version after which no other comes.
   *
   * @param lineageAfter the lineage that does not count; -1 when all count
   */
  synchronized boolean last(long lineageAfter) {
    return last && lineages.last() > lineageAfter;
  }

  /** Lineages that published something. */
  synchronized int lineages() {
    return lineages.size();
  }

  /** Announcements that a generator passes over because it knows something newer. */
  synchronized long late() {
    return follower.progress().stale();
  }

  /** What must not happen, in words; empty when all is well. */
  synchronized List<String> violations() {
    return List.copyOf(violations);
  }
}
