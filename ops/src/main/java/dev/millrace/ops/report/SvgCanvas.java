package dev.millrace.ops.report;

import java.util.Locale;

/**
 * A chart as SVG elements. Colours are classes ({@code ink-first}, …), so that the page around the
 * drawing chooses them, for light and for dark.
 */
final class SvgCanvas implements Canvas {

  private final StringBuilder elements = new StringBuilder();

  @Override
  public void path(double[] x, double[] y, Ink ink, double width, double opacity) {
    elements.append("<polyline class=\"line ").append(name(ink)).append("\" points=\"");
    for (int i = 0; i < x.length; i++) {
      elements.append(i == 0 ? "" : " ").append(number(x[i])).append(',').append(number(y[i]));
    }
    elements.append("\" stroke-width=\"").append(number(width)).append('"');
    if (opacity < 1) {
      elements.append(" opacity=\"").append(number(opacity)).append('"');
    }
    elements.append("/>\n");
  }

  @Override
  public void dot(double x, double y, double radius, Ink ink) {
    elements.append(
        String.format(
            Locale.ROOT,
            "<circle class=\"fill %s\" cx=\"%s\" cy=\"%s\" r=\"%s\"/>\n",
            name(ink),
            number(x),
            number(y),
            number(radius)));
  }

  @Override
  public void text(
      double x, double y, String text, Ink ink, double size, boolean bold, Anchor anchor) {
    elements.append(
        String.format(
            Locale.ROOT,
            "<text class=\"fill %s\" x=\"%s\" y=\"%s\" font-size=\"%s\" text-anchor=\"%s\"%s>%s"
                + "</text>\n",
            name(ink),
            number(x),
            number(y),
            number(size),
            anchor.name().toLowerCase(Locale.ROOT),
            bold ? " font-weight=\"600\"" : "",
            Markup.escaped(text)));
  }

  /** The elements drawn so far. */
  String elements() {
    return elements.toString();
  }

  private static String name(Ink ink) {
    return "ink-" + ink.name().toLowerCase(Locale.ROOT);
  }

  /** At most two decimals, none where they are zero: the page stays small. */
  private static String number(double value) {
    double rounded = Math.round(value * 100) / 100.0;
    return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
  }
}
