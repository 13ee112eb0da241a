package dev.millrace.job.score.code;

import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Right when the tests of the prompt run to their end against the program in the response. The
 * tests run in one process and the program in another, in a sandbox that is started with the first
 * program; only plain values pass between the two, so that a program is right by its answers or not
 * at all. Too much time or memory is wrong; a sandbox that fails is no judgement.
 */
public final class CodeVerifier implements Verifier, AutoCloseable {
  public static final String NAME = "code";

  private static final Logger LOG = LoggerFactory.getLogger(CodeVerifier.class);

  private final CodeSettings settings;
  private @Nullable Isolation isolation;
  // Closed by another thread than the one that waits for its answer.
  private volatile @Nullable Sandbox sandbox;

  public CodeVerifier(CodeSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return NAME;
  }

  /**
   * Finds out what this host offers, once.
   *
   * @throws IllegalStateException when that is less than the settings ask for
   */
  public synchronized Isolation isolated() {
    Isolation offered = isolation;
    if (offered == null) {
      offered = Isolation.probe(settings.python());
      LOG.info("isolation of programs: {}", String.join("; ", offered.findings()));
      isolation = offered;
    }
    offered.require(settings.isolation().level());
    return offered;
  }

  // One at a time: whoever was given up because he was late still holds the sandbox.
  @Override
  public synchronized Map<String, Float> score(Prompt prompt, String response) {
    Isolation host = isolated();
    CodeTask task = CodeTask.of(prompt, response, host.python(), settings.languages());
    CodeVerdict verdict = judge(host, task);
    if (!verdict.isJudgement()) {
      throw new IllegalStateException("prompt " + prompt.promptId() + ": " + verdict.detail());
    }
    boolean passed = verdict.outcome() == CodeVerdict.Outcome.PASSED;
    return Map.of(CORRECT, passed ? 1f : 0f, FORMAT, verdict.loaded() ? 1f : 0f);
  }

  private CodeVerdict judge(Isolation host, CodeTask task) {
    try {
      Sandbox running = sandbox;
      if (running == null) {
        running = Sandbox.start(host.command());
        sandbox = running;
      }
      CodeVerdict verdict = running.judge(task, settings);
      if (verdict.outcome() == CodeVerdict.Outcome.LOST) {
        close();
      }
      return verdict;
    } catch (IOException e) {
      close(); // the next response gets a new one
      throw new IllegalStateException("the sandbox failed: " + e, e);
    }
  }

  /** Ends the sandbox, whoever waits for it; the next response starts another. */
  @Override
  public void close() {
    Sandbox running = sandbox;
    sandbox = null;
    if (running != null) {
      running.close();
    }
  }
}
