package dev.millrace.ops.demo;

import dev.millrace.job.settings.Option;
import dev.millrace.ops.LogFile;
import dev.millrace.ops.UserError;
import dev.millrace.ops.local.StateDirectory;
import dev.millrace.ops.loop.Loop;
import dev.millrace.ops.report.CheckVerdict;
import dev.millrace.ops.report.ReportImage;
import dev.millrace.ops.report.ReportPage;
import dev.millrace.ops.report.RunHistory;
import dev.millrace.ops.report.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

/** One demo, from the first part started to the last part ended. */
final class Demo {
  private static final Duration LAST_EVALUATION = Duration.ofSeconds(30);
  private static final Duration PATIENCE_AT_INTERRUPTION = Duration.ofSeconds(20);

  private final DemoSettings settings;
  private final Console console;
  private final RunHistory history = new RunHistory();
  private final String startedAt;

  /**
   * A demo.
   *
   * @param startedAt date and time for the report, as text
   */
  Demo(DemoSettings settings, Console console, String startedAt) {
    this.settings = settings;
    this.startedAt = startedAt;
    this.console = console;
  }

  /** Runs it and returns the exit status: 1 when a check was asked for and did not pass. */
  int run() throws IOException, InterruptedException {
    try (Interruption interruption = new Interruption(PATIENCE_AT_INTERRUPTION);
        StateDirectory state = StateDirectory.open(settings.stateDirectory())) {
      LogFile.use(state.logFile());
      try {
        train(state, interruption);
      } catch (CancellationException e) {
        console.note("ended before the first step");
      } finally {
        if (settings.keep()) {
          state.keep();
        } else {
          state.deleteRunData();
        }
      }
      return conclude(state);
    }
  }

  private void train(StateDirectory state, Interruption interruption) throws InterruptedException {
    try (Loop loop =
        Loop.start(
            settings.loop(),
            settings.supply(),
            state,
            history,
            interruption::throwIfAsked,
            console::note)) {
      console.places(places(loop, state));
      Watch watch = new Watch(settings, loop, history, console);
      if (watch.untilDone(interruption)) {
        evaluateLast(loop);
      }
    }
  }

  private void evaluateLast(Loop loop) throws InterruptedException {
    try {
      loop.lastEvaluation(settings.steps(), LAST_EVALUATION);
    } catch (TimeoutException e) {
      console.note(String.valueOf(e.getMessage()));
    }
  }

  private int conclude(StateDirectory state) throws IOException {
    if (history.steps().isEmpty()) {
      return 1;
    }
    RunSummary summary = RunSummary.of(history);
    CheckVerdict verdict = CheckVerdict.of(summary);
    console.summary(summary, verdict);
    console.places(report(state));
    if (settings.check()) {
      verdict.complaints().forEach(complaint -> console.note("check: " + complaint));
      return verdict.passed() ? 0 : 1;
    }
    return 0;
  }

  private Map<String, String> report(StateDirectory state) throws IOException {
    Path page = state.report().resolve("index.html");
    Path image = state.report().resolve("curves.png");
    try {
      Files.createDirectories(state.report());
      ReportPage.write(page, Facts.of(settings, startedAt), history);
      ReportImage.write(image, Facts.of(settings, startedAt), history);
    } catch (IOException e) {
      throw new UserError(state.report() + ": the report cannot be written (" + e + ")", e);
    }
    Map<String, String> files = new LinkedHashMap<>();
    files.put("curves", page.toUri().toString());
    files.put("image", image.toString());
    if (settings.keep()) {
      files.put("kept", state.root().toString());
    }
    return files;
  }

  private Map<String, String> places(Loop loop, StateDirectory state) {
    Map<String, String> places = new LinkedHashMap<>();
    places.put("task", settings.task() + ", arm " + Option.kebab(settings.arm()));
    places.put("dashboard", loop.dashboard().toString());
    places.put("kafka", loop.bootstrap());
    places.put("state", state.root().toString());
    places.put("log", LogFile.path().toString());
    return places;
  }
}
