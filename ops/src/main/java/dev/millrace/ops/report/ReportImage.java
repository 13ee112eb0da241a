package dev.millrace.ops.report;

import dev.millrace.ops.report.Canvas.Anchor;
import dev.millrace.ops.report.Canvas.Ink;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** The charts of the page as one PNG, for places that show pictures only. */
public final class ReportImage {

  private static final int COLUMNS = 3;
  private static final int GAP = 14;
  private static final int HEADER = 74;
  private static final double SCALE = 1.5;

  private ReportImage() {}

  /** Writes the picture. Needs no display. */
  public static void write(Path file, RunFacts facts, RunHistory history) throws IOException {
    if (!ImageIO.write(image(facts, history), "png", file.toFile())) {
      throw new IOException(file + ": this Java platform cannot write PNG");
    }
  }

  static BufferedImage image(RunFacts facts, RunHistory history) {
    List<Panel> panels = Panels.of(history);
    int rows = (panels.size() + COLUMNS - 1) / COLUMNS;
    int width = GAP + COLUMNS * (PanelDrawing.WIDTH + GAP);
    int height = HEADER + rows * (PanelDrawing.HEIGHT + GAP);
    BufferedImage image =
        new BufferedImage(
            (int) (width * SCALE), (int) (height * SCALE), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      prepare(graphics);
      graphics.setColor(new Color(0xf6f7f7));
      graphics.fillRect(0, 0, width, height);
      ImageCanvas page = new ImageCanvas(graphics);
      page.text(GAP + 2, 36, facts.task() + " · " + facts.arm(), Ink.TEXT, 22, true, Anchor.START);
      page.text(
          GAP + 2,
          57,
          "seed " + facts.seed() + " · " + String.join(" · ", headlines(history)),
          Ink.MUTED,
          13,
          false,
          Anchor.START);
      for (int i = 0; i < panels.size(); i++) {
        int x = GAP + i % COLUMNS * (PanelDrawing.WIDTH + GAP);
        int y = HEADER + i / COLUMNS * (PanelDrawing.HEIGHT + GAP);
        card(graphics, panels.get(i), x, y);
      }
    } finally {
      graphics.dispose();
    }
    return image;
  }

  private static List<String> headlines(RunHistory history) {
    return RunSummary.of(history).headlines().entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .toList();
  }

  private static void prepare(Graphics2D graphics) {
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.scale(SCALE, SCALE);
  }

  private static void card(Graphics2D graphics, Panel panel, int x, int y) {
    AffineTransform before = graphics.getTransform();
    graphics.translate(x, y);
    RoundRectangle2D edge =
        new RoundRectangle2D.Double(0, 0, PanelDrawing.WIDTH, PanelDrawing.HEIGHT, 12, 12);
    graphics.setColor(Color.WHITE);
    graphics.fill(edge);
    graphics.setColor(ImageCanvas.colour(Ink.GRID));
    graphics.draw(edge);
    PanelDrawing.draw(panel, new ImageCanvas(graphics));
    graphics.setTransform(before);
  }
}
