package dev.millrace.server.external;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.policy.Generated;
import dev.millrace.policy.Generation;
import dev.millrace.policy.GenerationRequest;
import dev.millrace.policy.Policy;
import dev.millrace.policy.TeacherForcing;
import dev.millrace.policy.Torch;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Sampling;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server of a small policy that answers on the routes and with the fields that vLLM and SGLang
 * document, with as many faults as are asked for.
 */
final class TestingEngine implements AutoCloseable {
  /** What is wrong with it. */
  enum Fault {
    NO_TOKEN_ID_PROMPTS,
    NO_LOG_PROBS,
    NO_TOKEN_IDS,
    RAW_LOG_PROBS,
    LOG_PROB_MISSING,
    LOG_PROB_IMPOSSIBLE,
    TOKEN_OF_ANOTHER_VOCABULARY,
    ONE_ANSWER_TOO_FEW,
    HIDES_THE_END,
    PROMPT_CHANGED,
    CONTENT_FILTER,
    NO_HOOK,
    LOADS_NOTHING,
    TOKENS_BY_NAME,
    SPANS
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  final Set<Fault> faults = EnumSet.noneOf(Fault.class);
  final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

  /** Statuses that the next questions are answered with in place of an answer. */
  final ConcurrentLinkedQueue<Integer> failures = new ConcurrentLinkedQueue<>();

  /** Names that the weights are given after the next questions, as another generator would. */
  final ConcurrentLinkedQueue<String> renames = new ConcurrentLinkedQueue<>();

  private final boolean sglang;
  private final Path model;
  private final ExecutorService worker = Executors.newSingleThreadExecutor();
  private Policy policy;
  private String version = "default";
  private HttpServer server;

  private TestingEngine(Path model, boolean sglang) throws IOException {
    this.model = model;
    this.sglang = sglang;
    Torch.enterThread();
    this.policy = Policy.load(model, Device.cpu());
    this.server = listen(0);
  }

  static TestingEngine vllm(Path model) throws IOException {
    return new TestingEngine(model, false);
  }

  static TestingEngine sglang(Path model) throws IOException {
    return new TestingEngine(model, true);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  String version() {
    return version;
  }

  /** The process ends; nobody listens any more. */
  void stop() {
    server.stop(0);
  }

  /** A new process on the same port, with the weights that the first one was started with. */
  void start() throws IOException {
    policy.close();
    Torch.enterThread();
    policy = Policy.load(model, Device.cpu());
    version = "default";
    server = listen(server.getAddress().getPort());
  }

  private HttpServer listen(int port) throws IOException {
    HttpServer listening =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    listening.createContext("/", this::handle);
    listening.setExecutor(worker);
    listening.start();
    return listening;
  }

  private void handle(HttpExchange exchange) throws IOException {
    Torch.enterThread();
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      byte[] body = exchange.getRequestBody().readAllBytes();
      asked.add(path);
      JsonNode request = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
      JsonNode answer = answer(path, request);
      byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.path("status").asInt(200), bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (RuntimeException e) {
      byte[] bytes = e.toString().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(500, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private JsonNode answer(String path, JsonNode request) {
    boolean question = path.equals("/v1/completions") || path.equals("/generate");
    Integer failure = question ? failures.poll() : null;
    if (failure != null) {
      return error(failure, "not now");
    }
    boolean hooked = !faults.contains(Fault.NO_HOOK);
    return switch (path) {
      case "/v1/models" -> {
        ObjectNode models = JSON.createObjectNode();
        models.putArray("data").addObject().put("id", "small");
        yield models;
      }
      case "/v1/completions" -> sglang ? error(404, "Not Found") : completions(request);
      case "/generate" -> sglang ? generate(request) : error(404, "Not Found");
      case "/model_info" ->
          sglang
              ? JSON.createObjectNode().put("model_path", "small").put("weight_version", version)
              : error(404, "Not Found");
      case "/weight_info" ->
          hooked ? JSON.createObjectNode().put("weight_version", version) : error(404, "Not Found");
      case "/pause", "/resume", "/reset_prefix_cache" -> JSON.createObjectNode();
      case "/collective_rpc" -> {
        load(Path.of(request.path("kwargs").path("weights_path").asText()));
        yield JSON.createObjectNode();
      }
      case "/update_weight_version" -> {
        version = request.path("new_version").asText();
        yield JSON.createObjectNode().put("success", true);
      }
      case "/update_weights_from_disk" -> {
        load(Path.of(request.path("model_path").asText()));
        version = request.path("weight_version").asText();
        yield JSON.createObjectNode().put("success", true).put("message", "ok");
      }
      default -> error(404, "Not Found");
    };
  }

  private void load(Path directory) {
    if (!faults.contains(Fault.LOADS_NOTHING)) {
      policy.readWeights(directory.resolve("model.safetensors"));
    }
  }

  private static ObjectNode error(int status, String message) {
    ObjectNode json = JSON.createObjectNode().put("status", status);
    json.putObject("error").put("message", message);
    return json;
  }

  private JsonNode completions(JsonNode request) {
    if (faults.contains(Fault.NO_TOKEN_ID_PROMPTS)) {
      return error(400, "prompt must be a string");
    }
    List<Generated> answers =
        sample(
            request.path("prompt"),
            request.path("n").asInt(),
            request.path("max_tokens").asInt(),
            request.path("temperature").asDouble(),
            request.path("seed").asLong());
    ObjectNode json = JSON.createObjectNode();
    ArrayNode choices = json.putArray("choices");
    int missing = faults.contains(Fault.ONE_ANSWER_TOO_FEW) ? 1 : 0;
    for (Generated answer : answers.subList(missing, answers.size())) {
      choices.add(choice(answer, request.path("prompt")));
    }
    String rename = renames.poll();
    version = rename == null ? version : rename;
    return json;
  }

  private ObjectNode choice(Generated answer, JsonNode prompt) {
    ObjectNode choice = JSON.createObjectNode();
    ArrayNode asked = choice.putArray("prompt_token_ids");
    if (faults.contains(Fault.PROMPT_CHANGED)) {
      asked.add(1);
    }
    prompt.forEach(asked::add);
    boolean named = faults.contains(Fault.TOKENS_BY_NAME) || faults.contains(Fault.NO_TOKEN_IDS);
    ArrayNode ids = named ? JSON.createArrayNode() : choice.putArray("token_ids");
    ObjectNode logProbs =
        faults.contains(Fault.NO_LOG_PROBS)
            ? JSON.createObjectNode()
            : choice.putObject("logprobs");
    ArrayNode values = logProbs.putArray("token_logprobs");
    ArrayNode names = logProbs.putArray("tokens");
    for (int i = 0; i < answer.tokens().length; i++) {
      int foreign = faults.contains(Fault.TOKEN_OF_ANOTHER_VOCABULARY) ? 1_000 : 0;
      ids.add(answer.tokens()[i] + foreign);
      names.add(faults.contains(Fault.NO_TOKEN_IDS) ? " a" : "token_id:" + answer.tokens()[i]);
      if (faults.contains(Fault.LOG_PROB_MISSING) && i == 0) {
        values.addNull();
      } else {
        values.add(faults.contains(Fault.LOG_PROB_IMPOSSIBLE) ? -9999.0 : answer.logProbs()[i]);
      }
    }
    choice.put(
        "finish_reason",
        faults.contains(Fault.CONTENT_FILTER)
            ? "content_filter"
            : answer.finishReason().name().toLowerCase(Locale.ROOT));
    if (faults.contains(Fault.SPANS) && ids.size() > 1) {
      ArrayNode spans = choice.putArray("weight_versions");
      spans.addObject().put("version", "3.1").put("start", 0).put("end", 1);
      spans.addObject().put("version", "3.2").put("start", 1).put("end", ids.size());
    }
    return choice;
  }

  private JsonNode generate(JsonNode request) {
    JsonNode parameters = request.path("sampling_params");
    ArrayNode rows = JSON.createArrayNode();
    int row = 0;
    for (JsonNode prompt : request.path("input_ids")) {
      Generated answer =
          sample(
                  prompt,
                  1,
                  parameters.path("max_new_tokens").asInt(),
                  parameters.path("temperature").asDouble(),
                  row++)
              .get(0);
      ObjectNode meta = rows.addObject().putObject("meta_info");
      meta.putObject("finish_reason")
          .put("type", answer.finishReason().name().toLowerCase(Locale.ROOT));
      ArrayNode tokens = meta.putArray("output_token_logprobs");
      for (int i = 0; i < answer.tokens().length; i++) {
        tokens.addArray().add(answer.logProbs()[i]).add(answer.tokens()[i]).addNull();
      }
    }
    return rows;
  }

  private List<Generated> sample(
      JsonNode prompt, int answers, int maxTokens, double temperature, long seed) {
    int[] tokens = new int[prompt.size()];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = prompt.get(i).asInt();
    }
    Sampling sampling = new Sampling((float) temperature, 1, 0, maxTokens, seed);
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < answers; i++) {
      requests.add(new GenerationRequest("asked", i, tokens, sampling, new int[0]));
    }
    List<Generated> generated = new ArrayList<>();
    for (Generated answer : Generation.generate(policy, requests)) {
      boolean raw = faults.contains(Fault.RAW_LOG_PROBS);
      boolean hides = faults.contains(Fault.HIDES_THE_END);
      generated.add(raw ? raw(tokens, answer) : hides ? withoutEnd(answer) : answer);
    }
    return generated;
  }

  private Generated raw(int[] prompt, Generated answer) {
    return new Generated(
        answer.tokens(),
        TeacherForcing.logProbs(policy, prompt, List.of(answer.tokens()), 1f).get(0),
        answer.finishReason());
  }

  private static Generated withoutEnd(Generated answer) {
    boolean ended = answer.finishReason() == FinishReason.STOP;
    int length = answer.tokens().length - (ended ? 1 : 0);
    return new Generated(
        Arrays.copyOf(answer.tokens(), length),
        Arrays.copyOf(answer.logProbs(), length),
        answer.finishReason());
  }

  @Override
  public void close() {
    server.stop(0);
    worker.shutdownNow();
    policy.close();
  }
}
