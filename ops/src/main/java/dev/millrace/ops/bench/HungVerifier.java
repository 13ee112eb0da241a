package dev.millrace.ops.bench;

import dev.millrace.job.score.Verifier;
import dev.millrace.job.score.Verifiers;
import dev.millrace.schemas.Prompt;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** A verifier that never answers, whoever interrupts it: the worst that a user can bring. */
final class HungVerifier implements Verifier {
  static final String NAME = "hung";

  private final Semaphore never = new Semaphore(0);

  /** The verifiers of this class path, and this one. */
  static Map<String, Verifier> load(ClassLoader loader) {
    Map<String, Verifier> all = Verifiers.load(loader);
    all.put(NAME, new HungVerifier());
    return all;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, Float> score(Prompt prompt, String response) {
    never.acquireUninterruptibly();
    throw new IllegalStateException("nobody releases it");
  }
}
