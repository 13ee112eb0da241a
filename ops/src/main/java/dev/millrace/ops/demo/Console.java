package dev.millrace.ops.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ops.report.CheckVerdict;
import dev.millrace.ops.report.ReportJson;
import dev.millrace.ops.report.RunSummary;
import dev.millrace.ops.report.StepLine;
import java.io.PrintWriter;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What a demo says: lines for people, or one JSON object a line for programs. Notes about the run
 * itself go to standard error, so that standard output stays what was asked for.
 */
final class Console {
  private final PrintWriter out;
  private final PrintWriter notes;
  private final boolean json;

  Console(PrintWriter out, PrintWriter notes, boolean json) {
    this.out = out;
    this.notes = notes;
    this.json = json;
  }

  /** The console of a command. */
  static Console of(CommandSpec command, boolean json) {
    return new Console(command.commandLine().getOut(), command.commandLine().getErr(), json);
  }

  /** Date and time of this moment, for people. */
  static String now() {
    return LocalDateTime.now(ZoneId.systemDefault())
        .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss"));
  }

  /** Where to look, by name. */
  void places(Map<String, String> places) {
    if (json) {
      print(object(places));
    } else {
      places.forEach((name, place) -> print(String.format("%-10s %s", name, place)));
    }
  }

  /** How an interval went. */
  void line(StepLine line) {
    print(json ? ReportJson.of(line) : line.text());
  }

  /** How the run ended. */
  void summary(RunSummary summary, CheckVerdict verdict) {
    if (json) {
      print(ReportJson.of(summary, verdict));
    } else {
      print("");
      out.print(summary.table());
      out.flush();
    }
  }

  /** Something worth knowing that is no figure of the run. */
  void note(String text) {
    notes.println(text);
    notes.flush();
  }

  private void print(String line) {
    out.println(line);
    out.flush();
  }

  private static String object(Map<String, String> members) {
    try {
      return new ObjectMapper().writeValueAsString(members);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are always JSON", e);
    }
  }
}
