package dev.millrace.ops.demo;

import dev.millrace.ops.LogFile;
import dev.millrace.ops.UserError;
import dev.millrace.ops.local.StateDirectory;
import dev.millrace.ops.loop.Loop;
import dev.millrace.ops.report.CheckVerdict;
import dev.millrace.ops.report.RunHistory;
import dev.millrace.ops.report.RunSummary;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

/** One demo, from the first part started to the last part ended. */
final class Demo {
  private static final Duration NO_STEP = Duration.ofMinutes(2);
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
  int run() throws InterruptedException {
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
            settings.run().loop(settings.steps(), 0),
            settings.run().supply(),
            state,
            history,
            interruption::throwIfAsked,
            console::note)) {
      console.places(Places.of(settings.run(), loop, state));
      Watch watch = new Watch(settings.run().interval(), settings.steps(), loop, history, console);
      if (watch.untilDone(interruption, Demo::giveUp)) {
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

  private int conclude(StateDirectory state) {
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

  private Map<String, String> report(StateDirectory state) {
    Map<String, String> files =
        RunReport.write(
            state.report(),
            Facts.of(settings.run(), String.valueOf(settings.steps()), startedAt),
            history);
    if (settings.keep()) {
      files.put("kept", state.root().toString());
    }
    return files;
  }

  /** A demo that stands still is of no use to anybody. */
  private static void giveUp(Stillness still) {
    if (still.duration().compareTo(NO_STEP) > 0) {
      throw new UserError(still.text());
    }
  }
}
