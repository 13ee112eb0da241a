package dev.millrace.server.external;

import dev.millrace.schemas.WeightVersion;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name under which an engine knows a weight version: lineage.step.
 *
 * @param lineage of the version
 * @param step of the version
 */
record VersionName(long lineage, long step) implements Comparable<VersionName> {
  /** The policy that everything starts from. */
  static final VersionName START = new VersionName(0, 0);

  private static final Pattern NAME = Pattern.compile("(\\d{1,18})\\.(\\d{1,18})");
  private static final Comparator<VersionName> ORDER =
      Comparator.comparingLong(VersionName::lineage).thenComparingLong(VersionName::step);

  static VersionName of(WeightVersion version) {
    return new VersionName(version.lineage(), version.step());
  }

  /** Returns null for a name that nobody here has given. */
  static @Nullable VersionName parse(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? new VersionName(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)))
        : null;
  }

  VersionName older(VersionName other) {
    return compareTo(other) <= 0 ? this : other;
  }

  @Override
  public int compareTo(VersionName other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return lineage + "." + step;
  }
}
