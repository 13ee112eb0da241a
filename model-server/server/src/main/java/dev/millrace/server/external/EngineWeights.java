package dev.millrace.server.external;

import dev.millrace.policy.Policy;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.server.weights.RefusedVersionException;
import dev.millrace.server.weights.WeightsInstaller;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The weights of an engine, and the policy that has the same. A version is verified in the policy
 * first; what the engine then loads is what was verified, and its log-probs have to agree. When
 * they do not, both get the weights back that they had. On the thread that owns the policy.
 */
final class EngineWeights implements ServedWeights {
  private static final Logger LOG = LoggerFactory.getLogger(EngineWeights.class);

  private final Policy policy;
  private final WeightsInstaller verified;
  private final EngineCheck check;
  private final WeightsHook hook;
  private final WeightsDirectory directory;
  private VersionName current = VersionName.START;

  /** Whether the engine may have other weights than those that are current. */
  private boolean unsure = true;

  /**
   * @param policy has the weights that the engine starts with
   * @param verified puts a version into the policy, or refuses it
   */
  EngineWeights(
      Policy policy,
      WeightsInstaller verified,
      EngineCheck check,
      WeightsHook hook,
      WeightsDirectory directory) {
    this.policy = policy;
    this.verified = verified;
    this.check = check;
    this.hook = hook;
    this.directory = directory;
    directory.write(policy, current);
    directory.keepOnly(current);
  }

  @Override
  public void install(WeightVersion version) throws RefusedVersionException {
    verified.install(version);
    VersionName name = VersionName.of(version);
    try {
      Path place = directory.write(policy, name);
      unsure = true;
      String problem = isServed(name) ? null : load(place, name);
      if (problem != null) {
        throw new RefusedVersionException(problem);
      }
    } catch (RefusedVersionException | RuntimeException e) {
      restore();
      throw e;
    }
    unsure = false;
    current = name;
    directory.keepOnly(name);
  }

  /** Whether another generator has given the engine this version. */
  private boolean isServed(VersionName name) {
    try {
      return name.equals(served()) && check.difference() == null;
    } catch (EngineAwayException | EngineRefusalException e) {
      LOG.debug("the engine does not say what it serves", e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Makes the engine load weights; returns what went wrong, or null. */
  private @Nullable String load(Path place, VersionName name) {
    try {
      hook.reload(place, name);
      return check.difference();
    } catch (EngineAwayException | EngineRefusalException e) {
      return e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted while the engine was loading " + name;
    }
  }

  private void restore() {
    policy.readWeights(directory.weights(current));
    if (unsure) {
      String problem = load(directory.of(current), current);
      unsure = problem != null;
      if (problem != null) {
        LOG.warn("the engine has not taken {} back, trying again: {}", current, problem);
      }
    }
  }

  /** An engine that was started anew has the weights that it was started with: it gets these. */
  @Override
  public VersionName serving()
      throws EngineAwayException, EngineRefusalException, InterruptedException {
    VersionName served = served();
    if (!unsure && served != null && served.compareTo(current) >= 0) {
      return served;
    }
    LOG.info("the engine gets weights {}, it had {}", current, served == null ? "others" : served);
    unsure = true;
    String problem = load(directory.of(current), current);
    if (problem != null) {
      throw new EngineAwayException("weights " + current + ": " + problem);
    }
    unsure = false;
    return current;
  }

  @Override
  public @Nullable VersionName served()
      throws EngineAwayException, EngineRefusalException, InterruptedException {
    return VersionName.parse(hook.version());
  }
}
