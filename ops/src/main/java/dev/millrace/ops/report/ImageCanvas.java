package dev.millrace.ops.report;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;

/** A chart on pixels, in the colours of the light page. */
final class ImageCanvas implements Canvas {

  private final Graphics2D graphics;

  /** Draws with these graphics, whose origin is the chart's top left corner. */
  ImageCanvas(Graphics2D graphics) {
    this.graphics = graphics;
  }

  @Override
  public void path(double[] x, double[] y, Ink ink, double width, double opacity) {
    if (x.length == 0) {
      return;
    }
    Path2D path = new Path2D.Double();
    path.moveTo(x[0], y[0]);
    for (int i = 1; i < x.length; i++) {
      path.lineTo(x[i], y[i]);
    }
    graphics.setColor(colour(ink));
    graphics.setStroke(
        new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    graphics.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, (float) opacity));
    graphics.draw(path);
    graphics.setComposite(AlphaComposite.SrcOver);
  }

  @Override
  public void dot(double x, double y, double radius, Ink ink) {
    graphics.setColor(colour(ink));
    graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
  }

  @Override
  public void text(
      double x, double y, String text, Ink ink, double size, boolean bold, Anchor anchor) {
    graphics.setFont(
        new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, 1).deriveFont((float) size));
    double width = graphics.getFontMetrics().getStringBounds(text, graphics).getWidth();
    double shift =
        switch (anchor) {
          case START -> 0;
          case MIDDLE -> width / 2;
          case END -> width;
        };
    graphics.setColor(colour(ink));
    graphics.drawString(text, (float) (x - shift), (float) y);
  }

  static Color colour(Ink ink) {
    return switch (ink) {
      case TEXT -> new Color(0x1c2326);
      case MUTED -> new Color(0x6a767c);
      case GRID -> new Color(0xe3e7e9);
      case FIRST -> new Color(0x0b6e99);
      case SECOND -> new Color(0xd9730d);
    };
  }
}
