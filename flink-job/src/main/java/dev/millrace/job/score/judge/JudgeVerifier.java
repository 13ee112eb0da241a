package dev.millrace.job.score.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.job.score.RemoteVerifier;
import dev.millrace.job.score.remote.RemoteClient;
import dev.millrace.job.score.remote.RemoteListener;
import dev.millrace.job.score.remote.RemoteQuestion;
import dev.millrace.job.score.remote.RemoteSettings;
import dev.millrace.job.score.remote.StrictJson;
import dev.millrace.job.score.rule.Parameters;
import dev.millrace.schemas.Prompt;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What a language model says of a response.
 *
 * <p>Parameters: {@code rubric}, what is asked of a response, and {@code threshold}, the least
 * score of a right one, in (0, 1], default 0.5. Channels: {@code correct}, 1 or 0, and {@code
 * score}, in [0, 1].
 */
public final class JudgeVerifier implements RemoteVerifier {
  /** Its name. */
  public static final String NAME = "judge";

  /** The channel with what the model said. */
  public static final String SCORE = "score";

  private static final Set<String> PARAMETERS = Set.of("rubric", "threshold");

  private final JudgeSettings settings;
  private final RemoteListener listener;
  private final RemoteClient client;
  private final Spending spending;

  public JudgeVerifier(JudgeSettings settings, RemoteSettings remote, RemoteListener listener) {
    this.settings = settings;
    this.listener = listener;
    this.client = new RemoteClient(remote, listener);
    this.spending = new Spending(settings.budget());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public CompletableFuture<Map<String, Float>> judge(Prompt prompt, String response) {
    try {
      return client.ask(question(prompt, response));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private RemoteQuestion question(Prompt prompt, String response) {
    URI url = settings.url();
    if (url == null) {
      throw new IllegalStateException(
          "there is no judge: " + JudgeSettings.URL.key() + " is not given");
    }
    Parameters parameters = Parameters.of(prompt, PARAMETERS);
    double threshold = threshold(parameters);
    long characters =
        (long) prompt.text().length() + prompt.reference().length() + response.length();
    if (characters > settings.maxCharacters()) {
      throw new IllegalStateException(
          "task, reference and response have "
              + characters
              + " characters; "
              + JudgeSettings.MAX_CHARACTERS.key()
              + " is "
              + settings.maxCharacters());
    }
    String rubric = parameters.text("rubric").orElse(JudgePrompt.DEFAULT_RUBRIC);
    String body = body(rubric, prompt, response);
    return new RemoteQuestion(
        NAME,
        url,
        settings.key(),
        body,
        "threshold " + threshold,
        () -> spending.take(nowMillis()),
        answer -> channels(answer, body, threshold));
  }

  private static double threshold(Parameters parameters) {
    String text = parameters.text("threshold").orElse("0.5");
    try {
      double threshold = Double.parseDouble(text);
      if (threshold > 0 && threshold <= 1) {
        return threshold;
      }
    } catch (NumberFormatException e) {
      // Said below, as of a number outside of the range.
    }
    throw parameters.refused("threshold", "must be a number in (0, 1], was '" + text + "'");
  }

  private String body(String rubric, Prompt prompt, String response) {
    JudgePrompt said = JudgePrompt.of(rubric, prompt.text(), prompt.reference(), response);
    ObjectNode request = StrictJson.newObject();
    request.put("model", settings.model());
    ArrayNode messages = request.putArray("messages");
    messages.addObject().put("role", "system").put("content", said.system());
    messages.addObject().put("role", "user").put("content", said.user());
    request.put("temperature", 0);
    request.put("seed", settings.seed());
    request.put("max_tokens", settings.maxTokens());
    if (settings.structured()) {
      ObjectNode format = request.putObject("response_format").put("type", "json_schema");
      ObjectNode named = format.putObject("json_schema").put("name", "verdict").put("strict", true);
      ObjectNode schema = named.putObject("schema").put("type", "object");
      schema.putObject("properties").putObject(SCORE).put("type", "number");
      schema.putArray("required").add(SCORE);
      schema.put("additionalProperties", false);
    }
    return StrictJson.text(request);
  }

  private Map<String, Float> channels(String answer, String body, double threshold) {
    JsonNode completion;
    try {
      completion = StrictJson.object(answer, "its answer");
    } catch (IllegalArgumentException e) {
      pay(bytes(body) + bytes(answer));
      throw e;
    }
    // Without a count of the server's, the bytes: a token has at least one.
    pay(JudgeAnswer.tokens(completion).orElseGet(() -> bytes(body) + bytes(answer)));
    double score = JudgeAnswer.score(completion);
    return Map.of(CORRECT, score >= threshold ? 1f : 0f, SCORE, (float) score);
  }

  private void pay(long tokens) {
    spending.pay(nowMillis(), tokens);
    listener.spent(NAME, tokens);
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static long nowMillis() {
    return System.nanoTime() / 1_000_000;
  }
}
