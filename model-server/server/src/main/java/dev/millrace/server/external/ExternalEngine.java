package dev.millrace.server.external;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.policy.Policy;
import dev.millrace.schemas.Sampling;
import dev.millrace.server.sampling.GroupRecipe;
import dev.millrace.server.sampling.GroupSampler;
import dev.millrace.server.weights.WeightsInstaller;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine that was found fit to sample for a generator: it takes token ids, gives token ids and
 * the log-probs under which they were drawn, and says which weights serve, or keeps its own.
 */
public final class ExternalEngine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExternalEngine.class);
  private static final Duration LOOKING = Duration.ofSeconds(10);

  private final ServedWeights weights;
  private final ExternalSampler sampler;

  private ExternalEngine(ServedWeights weights, ExternalSampler sampler) {
    this.weights = weights;
    this.sampler = sampler;
  }

  /**
   * Finds out what an engine offers, on the thread that owns the policy.
   *
   * @param policy the starting policy, which takes every version before the engine does
   * @param verified puts a version into the policy, or refuses it
   * @param recipe of the groups
   * @param model directory of the starting policy
   * @throws UnfitEngineException when groups of this engine could not be trained on, or when it
   *     does not answer
   */
  public static ExternalEngine connect(
      ExternalSettings settings,
      Policy policy,
      WeightsInstaller verified,
      GroupRecipe recipe,
      Path model) {
    refuseUncheckable(recipe.sampling());
    EngineClient client = new EngineClient(settings.url(), settings.apiKey());
    try {
      String information = sglangInformation(client);
      Dialect dialect =
          information == null
              ? new CompletionsDialect(modelName(client, settings.model()))
              : new SglangDialect();
      Asking asking = new Asking(client, dialect, policy.config(), settings.requestTimeout());
      EngineCheck check = new EngineCheck(asking, policy, recipe.sampling(), settings.tolerance());
      // Before any weights are pushed: what it lacks is no matter of weights.
      String difference = firstAnswers(check);
      ServedWeights weights =
          weights(
              settings,
              client,
              information,
              difference,
              policy,
              verified,
              check,
              new WeightsDirectory(directory(settings, recipe.generatorId()), model));
      ExternalSampler sampler =
          new ExternalSampler(asking, weights, recipe, Clock.systemUTC(), settings.concurrency());
      LOG.info("samples by {} with {}", settings, dialect.path());
      return new ExternalEngine(weights, sampler);
    } catch (EngineAwayException | EngineRefusalException | UnfitEngineException e) {
      throw new UnfitEngineException(
          "the engine at " + client.url() + " cannot sample: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnfitEngineException("interrupted while looking at " + client.url(), e);
    }
  }

  private static @Nullable String firstAnswers(EngineCheck check)
      throws EngineAwayException, InterruptedException {
    try {
      return check.difference();
    } catch (EngineRefusalException e) {
      throw new UnfitEngineException(
          "it refuses a prompt of token ids, or to tell the token ids and log-probs of its answers: "
              + e.getMessage(),
          e);
    }
  }

  private static ServedWeights weights(
      ExternalSettings settings,
      EngineClient client,
      @Nullable String information,
      @Nullable String difference,
      Policy policy,
      WeightsInstaller verified,
      EngineCheck check,
      WeightsDirectory directory)
      throws EngineAwayException, EngineRefusalException, InterruptedException {
    if (settings.weights() == ExternalSettings.Weights.NONE) {
      if (difference != null) {
        throw new UnfitEngineException(difference);
      }
      return new FixedWeights(verified, check);
    }
    WeightsHook hook =
        information == null
            ? vllmHook(settings, client)
            : new SglangHook(client, information, settings.reloadTimeout());
    EngineWeights weights = new EngineWeights(policy, verified, check, hook, directory);
    if (difference != null && weights.served() == null) {
      // With the weights of the policy, its log-probs are the policy's too, or it is unfit.
      weights.serving();
    }
    return weights;
  }

  private static WeightsHook vllmHook(ExternalSettings settings, EngineClient client)
      throws EngineAwayException, InterruptedException {
    WeightsHook hook = new VllmHook(client, settings.reloadTimeout());
    try {
      if (!hook.version().isEmpty()) {
        return hook;
      }
    } catch (EngineRefusalException e) {
      LOG.debug("no weight version", e);
    }
    throw new UnfitEngineException(
        "it offers no way to load weights and to say which serve: neither SGLang's"
            + " /update_weights_from_disk with /model_info nor, in vLLM's development mode,"
            + " /collective_rpc with /weight_info. With --engine-weights none it keeps its own");
  }

  private static Path directory(ExternalSettings settings, String generatorId) {
    Path directory = settings.directory();
    return directory == null ? Path.of(generatorId) : directory.resolve(generatorId);
  }

  /** Only what the log-probs can be compared under. */
  private static void refuseUncheckable(Sampling sampling) {
    if (sampling.topP() != 1 || sampling.topK() != 0 || !(sampling.temperature() > 0)) {
      throw new UnfitEngineException(
          "an engine samples with top-p 1, top-k 0 and a temperature above 0 only, was top-p "
              + sampling.topP()
              + ", top-k "
              + sampling.topK()
              + ", temperature "
              + sampling.temperature()
              + ": engines say log-probs from before top-p and top-k, and greedy answers are all"
              + " equal");
    }
  }

  /** The route on which SGLang tells what it serves; null when this is another engine. */
  private static @Nullable String sglangInformation(EngineClient client)
      throws EngineAwayException, InterruptedException {
    for (String route : new String[] {"/model_info", "/get_model_info"}) {
      try {
        if (client.get(route, LOOKING).has("model_path")) {
          return route;
        }
      } catch (EngineRefusalException e) {
        LOG.debug("not SGLang", e);
      }
    }
    return null;
  }

  private static String modelName(EngineClient client, @Nullable String wanted)
      throws EngineAwayException, EngineRefusalException, InterruptedException {
    if (wanted != null) {
      return wanted;
    }
    JsonNode id = client.get("/v1/models", LOOKING).path("data").path(0).path("id");
    if (!id.isTextual()) {
      throw new UnfitEngineException("it lists no model at /v1/models; name one (--engine-model)");
    }
    return id.asText();
  }

  /** Where weight versions go. */
  public WeightsInstaller weights() {
    return weights;
  }

  /** What makes groups. */
  public GroupSampler sampler() {
    return sampler;
  }

  /** Takes back what is being asked. The engine itself runs on. */
  @Override
  public void close() {
    sampler.close();
  }
}
