package dev.millrace.job.replay;

import dev.millrace.schemas.WeightVersion;
import java.util.Map;
import org.apache.flink.api.common.state.BroadcastState;

/** Writes versions into broadcast state, fenced by lineage. */
final class VersionLog {
  private VersionLog() {}

  /**
   * Records a version if it is news.
   *
   * @return whether it is newer than every version before, by (lineage, step)
   */
  static boolean record(BroadcastState<Long, LineageSteps> state, WeightVersion version)
      throws Exception {
    for (Map.Entry<Long, LineageSteps> entry : state.immutableEntries()) {
      if (entry.getKey() > version.lineage()) {
        return false;
      }
    }
    LineageSteps known = state.get(version.lineage());
    if (known == null) {
      boolean continues = version.parentLineage() != version.lineage();
      long start = continues ? Math.min(version.parentStep(), version.step()) : version.step();
      state.put(
          version.lineage(), new LineageSteps(version.parentLineage(), start, version.step()));
      return true;
    }
    if (version.step() <= known.newest()) {
      return false;
    }
    state.put(version.lineage(), new LineageSteps(known.parent(), known.start(), version.step()));
    return true;
  }
}
