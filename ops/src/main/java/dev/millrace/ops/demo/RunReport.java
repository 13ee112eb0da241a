package dev.millrace.ops.demo;

import dev.millrace.ops.UserError;
import dev.millrace.ops.report.ReportImage;
import dev.millrace.ops.report.ReportPage;
import dev.millrace.ops.report.RunFacts;
import dev.millrace.ops.report.RunHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The page and the image of a run's curves. */
final class RunReport {
  private RunReport() {}

  /**
   * Writes both.
   *
   * @return the files by name
   * @throws UserError when the directory cannot be written
   */
  static Map<String, String> write(Path directory, RunFacts facts, RunHistory history) {
    Path page = directory.resolve("index.html");
    Path image = directory.resolve("curves.png");
    try {
      Files.createDirectories(directory);
      ReportPage.write(page, facts, history);
      ReportImage.write(image, facts, history);
    } catch (IOException e) {
      throw new UserError(directory + ": the report cannot be written (" + e + ")", e);
    }
    Map<String, String> files = new LinkedHashMap<>();
    files.put("curves", page.toUri().toString());
    files.put("image", image.toString());
    return files;
  }
}
