package dev.millrace.server.external;

import dev.millrace.schemas.WeightVersion;
import dev.millrace.server.weights.RefusedVersionException;
import dev.millrace.server.weights.WeightsInstaller;

/**
 * The weights of an engine that keeps those that it was started with. The step 0 of a job is the
 * starting policy too, so its version serves when the engine's log-probs say so; every later one is
 * refused, and sampling ends where it would run too far ahead of the weights that serve.
 */
final class FixedWeights implements ServedWeights {
  private final WeightsInstaller verified;
  private final EngineCheck check;
  private VersionName current = VersionName.START;

  /**
   * @param verified puts a version into the policy that the check compares with
   */
  FixedWeights(WeightsInstaller verified, EngineCheck check) {
    this.verified = verified;
    this.check = check;
  }

  @Override
  public void install(WeightVersion version) throws RefusedVersionException {
    if (version.step() != 0) {
      throw new RefusedVersionException(
          "the engine keeps its weights (--engine-weights none): "
              + current
              + " serves until its groups would be more than"
              + " millrace.generator.max-ahead-steps behind");
    }
    verified.install(version);
    try {
      String problem = check.difference();
      if (problem != null) {
        throw new RefusedVersionException(problem);
      }
    } catch (EngineAwayException | EngineRefusalException e) {
      throw new RefusedVersionException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedVersionException("interrupted", e);
    }
    current = VersionName.of(version);
  }

  @Override
  public VersionName serving() {
    return current;
  }

  @Override
  public VersionName served() {
    return current;
  }
}
