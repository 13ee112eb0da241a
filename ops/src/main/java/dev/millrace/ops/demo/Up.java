package dev.millrace.ops.demo;

import dev.millrace.ops.LogFile;
import dev.millrace.ops.local.DiskReserve;
import dev.millrace.ops.local.OldPins;
import dev.millrace.ops.local.StateDirectory;
import dev.millrace.ops.loop.Loop;
import dev.millrace.ops.report.RunHistory;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** One life of a run without an end: from a start, fresh or not, to a stop that it survives. */
final class Up {
  /** A savepoint, and the end of every part. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration SAVEPOINT = Duration.ofSeconds(30);
  private static final Duration WORTH_SAYING = Duration.ofSeconds(30);
  private static final Duration REPORT_EVERY = Duration.ofMinutes(1);
  private static final int HISTORY_STEPS = 20_000;

  /**
   * What was asked.
   *
   * @param run what every run can be told
   * @param topicBytes largest size of all topics together, about
   * @param reserveBytes what must be left on the disk
   */
  record Settings(RunSettings run, long topicBytes, long reserveBytes) {}

  private final Settings settings;
  private final StateDirectory state;
  private final Console console;
  private final String startedAt;
  private final RunHistory history = new RunHistory(HISTORY_STEPS);
  private @Nullable String saidShortage;
  private long saidNanos = System.nanoTime();
  private long reportNanos = System.nanoTime();

  Up(Settings settings, StateDirectory state, Console console, String startedAt) {
    this.settings = settings;
    this.state = state;
    this.console = console;
    this.startedAt = startedAt;
  }

  /** Runs until it is asked to end; returns the exit status. */
  int run(Interruption interruption) throws IOException, InterruptedException {
    LogFile.use(state.logFile());
    OldPins.delete(state.learner());
    try (Loop loop =
        Loop.start(
            settings.run().loop(0, settings.topicBytes()),
            settings.run().supply(),
            state,
            history,
            interruption::throwIfAsked,
            console::note)) {
      console.places(Places.of(settings.run(), loop, state));
      DiskReserve disk = new DiskReserve(state.root(), settings.reserveBytes());
      new Watch(settings.run().interval(), Long.MAX_VALUE, loop, history, console)
          .untilDone(interruption, still -> look(still, disk, loop));
      String obstacle = loop.stopTraining(SAVEPOINT);
      console.note(
          "stopped after step "
              + history.lastStep()
              + "; the same command goes on"
              + (obstacle == null ? "" : " from its last checkpoint (" + obstacle + ")"));
    } catch (CancellationException e) {
      console.note("ended before it had started");
    }
    console.places(report());
    return 0;
  }

  private void look(Stillness still, DiskReserve disk, Loop loop) {
    String shortage = disk.shortage();
    loop.feeding(shortage == null);
    if ((shortage == null) != (saidShortage == null)) {
      say(shortage == null ? "there is room on the disk again" : shortage);
    } else if (shortage != null || still.duration().compareTo(WORTH_SAYING) > 0) {
      sayNowAndThen(shortage == null ? still.text() : shortage);
    }
    saidShortage = shortage;
    if (shortage == null && System.nanoTime() - reportNanos > REPORT_EVERY.toNanos()) {
      report();
      reportNanos = System.nanoTime();
    }
  }

  private void sayNowAndThen(String text) {
    if (System.nanoTime() - saidNanos > WORTH_SAYING.toNanos()) {
      say(text);
    }
  }

  private void say(String text) {
    console.note(text);
    saidNanos = System.nanoTime();
  }

  private Map<String, String> report() {
    return RunReport.write(
        state.report(), Facts.of(settings.run(), "without end", startedAt), history);
  }
}
