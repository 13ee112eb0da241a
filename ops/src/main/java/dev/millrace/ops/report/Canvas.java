package dev.millrace.ops.report;

/** What a chart is drawn on: pixels from the top left corner, one method for each kind of mark. */
interface Canvas {

  /** The colours of a chart; what they look like is the canvas's affair. */
  enum Ink {
    TEXT,
    MUTED,
    GRID,
    FIRST,
    SECOND
  }

  /** Which end of a text stands at its place. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /** A line through points. */
  void path(double[] x, double[] y, Ink ink, double width, double opacity);

  /** A filled circle. */
  void dot(double x, double y, double radius, Ink ink);

  /** A text on its base line. */
  void text(double x, double y, String text, Ink ink, double size, boolean bold, Anchor anchor);
}
