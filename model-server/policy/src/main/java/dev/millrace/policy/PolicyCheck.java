package dev.millrace.policy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.policy.safetensors.InvalidWeightsException;
import dev.millrace.schemas.Sampling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The proof that a policy directory computes here what it computes elsewhere: reference values,
 * where the directory has a {@code golden.json}; generation against training; export against
 * import.
 */
public final class PolicyCheck {
  /** Largest difference of a log-prob from its reference value. */
  public static final double REFERENCE_TOLERANCE = 2e-4;

  /**
   * Largest difference of a log-prob l of generation from that of the training forward, as a share
   * of max(1, |l|): an unlikely token is the difference of larger logits, which 32-bit floats round
   * more coarsely.
   */
  public static final double GENERATION_TOLERANCE = 1e-5;

  private static final String GOLDEN = "golden.json";
  private static final int[] PROMPT_LENGTHS = {1, 5, 12};
  private static final int RESPONSES = 4;
  private static final int MAX_TOKENS = 32;

  /**
   * What was found.
   *
   * @param directory the policy directory
   * @param parameters trainable values
   * @param referenceError largest difference from the reference log-probs; null without references
   * @param greedyEqual whether the greedy continuation is that of the reference; null without one
   * @param generationError largest difference between generation's and training's log-probs l, each
   *     divided by max(1, |l|)
   * @param exportBitEqual whether what was exported loads again with equal bits
   */
  public record Report(
      Path directory,
      long parameters,
      @Nullable Double referenceError,
      @Nullable Boolean greedyEqual,
      double generationError,
      boolean exportBitEqual) {
    /** Whether every finding is within its tolerance. */
    public boolean passed() {
      return (referenceError == null || referenceError <= REFERENCE_TOLERANCE)
          && (greedyEqual == null || greedyEqual)
          && generationError <= GENERATION_TOLERANCE
          && exportBitEqual;
    }
  }

  private PolicyCheck() {}

  /**
   * Loads and checks a directory on the calling thread.
   *
   * @throws InvalidPolicyException when the configuration or the tokenizer cannot be used
   * @throws InvalidWeightsException when the weights cannot be used
   */
  public static Report run(Path directory, Device device) {
    Torch.enterThread();
    try (Policy policy = Policy.load(directory, device)) {
      Double referenceError = null;
      Boolean greedyEqual = null;
      Path golden = directory.resolve(GOLDEN);
      if (Files.isRegularFile(golden)) {
        JsonNode json = read(golden);
        referenceError = referenceError(policy, json);
        greedyEqual = greedyEqual(policy, json);
      }
      return new Report(
          directory,
          policy.config().parameterCount(),
          referenceError,
          greedyEqual,
          generationError(policy),
          exportBitEqual(policy, directory));
    }
  }

  private static double referenceError(Policy policy, JsonNode golden) {
    double worst = 0;
    for (JsonNode row : golden.path("rows")) {
      int[] tokens = ints(row.path("input_ids"));
      worst = Math.max(worst, error(policy, tokens, 1f, row.path("token_logprobs")));
      JsonNode cooler = row.path("token_logprobs_temperature_0_7");
      if (cooler.isArray()) {
        worst = Math.max(worst, error(policy, tokens, 0.7f, cooler));
      }
    }
    return worst;
  }

  private static double error(Policy policy, int[] tokens, float temperature, JsonNode expected) {
    float[] actual = logProbs(policy, tokens, temperature);
    if (actual.length != expected.size()) {
      return Double.POSITIVE_INFINITY;
    }
    double worst = 0;
    for (int t = 0; t < actual.length; t++) {
      worst = worse(worst, actual[t] - expected.get(t).asDouble());
    }
    return worst;
  }

  /** The larger of two errors; a difference that is no number is infinite. */
  private static double worse(double worst, double difference) {
    return Double.isNaN(difference)
        ? Double.POSITIVE_INFINITY
        : Math.max(worst, Math.abs(difference));
  }

  private static @Nullable Boolean greedyEqual(Policy policy, JsonNode golden) {
    int[] expected = ints(golden.path("greedy_continuation_of_first"));
    if (expected.length == 0) {
      return null;
    }
    int[] prompt = ints(golden.path("rows").path(0).path("input_ids"));
    Sampling greedy = new Sampling(0, 1, 0, expected.length, 0);
    GenerationRequest request = new GenerationRequest("golden", 0, prompt, greedy, new int[0]);
    int[] actual = Generation.generate(policy, List.of(request)).get(0).tokens();
    return Arrays.equals(actual, Arrays.copyOf(expected, actual.length));
  }

  /** Samples a batch of several prompt lengths and scores it again with the training forward. */
  private static double generationError(Policy policy) {
    int room = policy.config().maxPositions() / 2;
    Sampling sampling = new Sampling(1, 1, 0, Math.min(MAX_TOKENS, room), 1);
    int[] text = ownText(policy, sampling);
    List<GenerationRequest> requests = new ArrayList<>();
    for (int length : PROMPT_LENGTHS) {
      int[] prompt = Arrays.copyOf(text, Math.min(Math.min(length, room), text.length));
      for (int response = 0; response < RESPONSES; response++) {
        requests.add(new GenerationRequest("p" + length, response, prompt, sampling, new int[0]));
      }
    }
    double worst = 0;
    List<Generated> generated = Generation.generate(policy, requests);
    for (int i = 0; i < requests.size(); i++) {
      int[] prompt = requests.get(i).promptTokens();
      float[] actual = generated.get(i).logProbs();
      float[] all = logProbs(policy, joined(prompt, generated.get(i).tokens()), 1f);
      for (int t = 0; t < actual.length; t++) {
        float expected = all[prompt.length - 1 + t];
        worst = worse(worst, (actual[t] - expected) / Math.max(1, Math.abs(expected)));
      }
    }
    return worst;
  }

  /** Text that the policy itself samples: what it is trained and asked on. */
  private static int[] ownText(Policy policy, Sampling sampling) {
    Integer begin = policy.config().beginToken();
    int[] start = {begin == null ? 0 : begin};
    GenerationRequest request = new GenerationRequest("text", 0, start, sampling, new int[0]);
    return joined(start, Generation.generate(policy, List.of(request)).get(0).tokens());
  }

  private static int[] joined(int[] first, int[] second) {
    int[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  /** Log-probs of tokens[1..] by the training forward. */
  private static float[] logProbs(Policy policy, int[] tokens, float temperature) {
    int last = tokens.length - 1;
    if (last < 1) {
      return new float[0];
    }
    long[] ids = Arrays.stream(tokens).asLongStream().toArray();
    try (NDManager step = policy.manager().newSubManager()) {
      NDArray input = step.create(ids, new Shape(1, ids.length));
      NDArray hidden = Torch.slice(policy.hidden(input), 1, 0, last);
      NDArray all = LogProbs.logSoftmax(policy.head(hidden), step.create(1 / temperature));
      return LogProbs.ofTokens(all, Torch.slice(input, 1, 1, last + 1L)).toFloatArray();
    }
  }

  private static boolean exportBitEqual(Policy policy, Path tokenizer) {
    Path directory = null;
    try {
      directory = Files.createTempDirectory("millrace-policy");
      policy.export(directory, tokenizer);
      try (Policy copy = Policy.load(directory, policy.device())) {
        String before = policy.writeWeights(directory.resolve("a"), false).sha256();
        return before.equals(copy.writeWeights(directory.resolve("b"), false).sha256());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete(directory);
    }
  }

  private static void delete(@Nullable Path directory) {
    if (directory == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(directory + ": cannot be deleted: " + e, e);
    }
  }

  private static JsonNode read(Path golden) {
    try {
      return new ObjectMapper().readTree(golden.toFile());
    } catch (IOException e) {
      String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new InvalidPolicyException(golden, "not JSON: " + line, e);
    }
  }

  private static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}
