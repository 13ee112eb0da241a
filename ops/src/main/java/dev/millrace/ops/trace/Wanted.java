package dev.millrace.ops.trace;

/**
 * What a trace starts from.
 *
 * @param kind what {@code id} names
 * @param id id of a response or group; empty for steps
 * @param lineage of a step or version; 0 for the surviving one
 * @param step of a step or version
 */
record Wanted(Kind kind, String id, long lineage, long step) {
  /** What can be followed. */
  enum Kind {
    RESPONSE,
    GROUP,
    STEP,
    VERSION
  }

  static Wanted response(String id) {
    return new Wanted(Kind.RESPONSE, id, 0, 0);
  }

  static Wanted group(String id) {
    return new Wanted(Kind.GROUP, id, 0, 0);
  }

  static Wanted step(long step) {
    return new Wanted(Kind.STEP, "", 0, step);
  }

  static Wanted version(long lineage, long step) {
    return new Wanted(Kind.VERSION, "", lineage, step);
  }

  /** Whether a step is wanted, by itself or by the version that it made. */
  boolean ofAStep() {
    return kind == Kind.STEP || kind == Kind.VERSION;
  }

  /** The group of a response, by the generator's way of naming; the id itself for a group. */
  String groupId() {
    int slash = id.lastIndexOf('/');
    return kind == Kind.RESPONSE && slash > 0 ? id.substring(0, slash) : id;
  }

  /** How a person would say it. */
  String text() {
    return switch (kind) {
      case RESPONSE -> "response " + id;
      case GROUP -> "group " + id;
      case STEP -> "step " + step;
      case VERSION -> "version " + (lineage == 0 ? "" : lineage + ".") + step;
    };
  }
}
