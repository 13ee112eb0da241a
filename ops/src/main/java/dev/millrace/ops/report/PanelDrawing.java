package dev.millrace.ops.report;

import dev.millrace.ops.report.Canvas.Anchor;
import dev.millrace.ops.report.Canvas.Ink;
import java.util.Arrays;
import java.util.Locale;

/**
 * The drawing of one chart: title, unit, legend with last values, grid, raw line faint, smoothed
 * line over it.
 */
final class PanelDrawing {

  /** Size of a chart in pixels. */
  static final int WIDTH = 400;

  /** Height of a chart in pixels. */
  static final int HEIGHT = 250;

  private static final double LEFT = 46;
  private static final double RIGHT = WIDTH - 14;
  private static final double TOP = 66;
  private static final double BOTTOM = HEIGHT - 34;
  private static final int VALUE_TICKS = 5;
  private static final int MOST_POINTS = 600;
  private static final int MARKED_POINTS = 40;
  private static final double EDGE = 12; // half a tick's text: beyond it the text is cut off

  private final Panel panel;
  private final Canvas canvas;
  private final double lastStep;
  private final double least;
  private final double most;

  private PanelDrawing(Panel panel, Canvas canvas) {
    this.panel = panel;
    this.canvas = canvas;
    this.lastStep = Math.max(1, panel.lastStep());
    double[] range = panel.valueRange();
    this.least = range[0];
    this.most = range[1];
  }

  static void draw(Panel panel, Canvas canvas) {
    new PanelDrawing(panel, canvas).draw();
  }

  private void draw() {
    canvas.text(14, 22, panel.title(), Ink.TEXT, 14, true, Anchor.START);
    canvas.text(14, 38, panel.unit(), Ink.MUTED, 11, false, Anchor.START);
    grid();
    if (panel.isEmpty()) {
      double middle = (LEFT + RIGHT) / 2;
      canvas.text(middle, (TOP + BOTTOM) / 2, "no values", Ink.MUTED, 12, false, Anchor.MIDDLE);
      return;
    }
    double legend = LEFT;
    for (int i = 0; i < panel.curves().size(); i++) {
      Ink ink = i == 0 ? Ink.FIRST : Ink.SECOND;
      curve(panel.curves().get(i), ink);
      legend = legend(panel.curves().get(i), ink, legend);
    }
  }

  private void grid() {
    double valueStep = Ticks.step(most - least, VALUE_TICKS);
    for (double tick : Ticks.between(least, most, VALUE_TICKS)) {
      line(LEFT, atValue(tick), RIGHT, atValue(tick), tick == 0 ? Ink.MUTED : Ink.GRID);
      canvas.text(
          LEFT - 6,
          atValue(tick) + 4,
          Ticks.text(tick, valueStep),
          Ink.MUTED,
          11,
          false,
          Anchor.END);
    }
    double stepStep = Ticks.step(lastStep, 5);
    for (double tick : Ticks.between(0, lastStep, 5)) {
      line(atStep(tick), BOTTOM, atStep(tick), BOTTOM + 4, Ink.MUTED);
      canvas.text(
          atStep(tick),
          BOTTOM + 17,
          Ticks.text(tick, Math.max(1, stepStep)),
          Ink.MUTED,
          11,
          false,
          RIGHT - atStep(tick) < EDGE ? Anchor.END : Anchor.MIDDLE);
    }
    canvas.text(RIGHT, HEIGHT - 4, "training step", Ink.MUTED, 10, false, Anchor.END);
  }

  private void curve(Curve curve, Ink ink) {
    if (curve.smoothed() && curve.x().length > MARKED_POINTS) {
      line(curve.thinned(MOST_POINTS), ink, 1, 0.28);
      line(curve.smooth().thinned(MOST_POINTS), ink, 1.9, 1);
      return;
    }
    line(curve, ink, 1.9, 1);
    if (curve.x().length <= MARKED_POINTS) {
      for (int i = 0; i < curve.x().length; i++) {
        canvas.dot(atStep(curve.x()[i]), atValue(curve.y()[i]), 2.4, ink);
      }
    }
  }

  /** Writes a legend entry and gives the place of the next. */
  private double legend(Curve curve, Ink ink, double x) {
    if (curve.x().length == 0) {
      return x;
    }
    double last = curve.smoothed() ? curve.smooth().last() : curve.last();
    String text = curve.label() + "\u2002" + figure(last);
    double y = TOP - 12;
    canvas.path(new double[] {x, x + 14}, new double[] {y - 4, y - 4}, ink, 2.4, 1);
    canvas.text(x + 19, y, text, Ink.TEXT, 11, false, Anchor.START);
    return x + 19 + 6.1 * text.length() + 14;
  }

  private static String figure(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 0.095 ? "%.2f" : "%.4f";
    return size == 0 ? "0" : String.format(Locale.ROOT, format, value);
  }

  private void line(Curve curve, Ink ink, double width, double opacity) {
    canvas.path(
        Arrays.stream(curve.x()).map(this::atStep).toArray(),
        Arrays.stream(curve.y()).map(this::atValue).toArray(),
        ink,
        width,
        opacity);
  }

  private void line(double x1, double y1, double x2, double y2, Ink ink) {
    canvas.path(new double[] {x1, x2}, new double[] {y1, y2}, ink, 1, 1);
  }

  private double atStep(double step) {
    return LEFT + (RIGHT - LEFT) * step / lastStep;
  }

  private double atValue(double value) {
    double share = (value - least) / (most - least);
    return BOTTOM - (BOTTOM - TOP) * Math.min(1, Math.max(0, share));
  }
}
