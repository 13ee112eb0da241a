package dev.millrace.job.score.judge;

import dev.millrace.job.score.remote.Addresses;
import dev.millrace.job.score.remote.ApiKey;
import dev.millrace.job.settings.InvalidOptionException;
import dev.millrace.job.settings.Option;
import dev.millrace.job.settings.OptionValues;
import java.io.Serializable;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Options of the verifier {@code judge}.
 *
 * @param url of chat completions; null when there is no judge
 * @param model that judges, as its server calls it
 * @param key sent with each request
 * @param maxTokens of an answer
 * @param seed of the server's sampling
 * @param structured whether the form of the answer is demanded by {@code response_format}
 * @param maxCharacters of task, reference and response together
 * @param budget that the judge may cost in an hour
 */
public record JudgeSettings(
    @Nullable URI url,
    String model,
    ApiKey key,
    int maxTokens,
    int seed,
    boolean structured,
    int maxCharacters,
    JudgeBudget budget)
    implements Serializable {
  static final Option<String> URL =
      Option.text(
          "millrace.score.judge-url",
          "",
          "Where the verifier 'judge' finds a server that speaks OpenAI's chat completions, up to"
              + " and with '/v1', as in http://judge:8000/v1.");
  static final Option<String> MODEL =
      Option.text("millrace.score.judge-model", "", "The model that judges.");
  static final Option<String> KEY_VARIABLE =
      Option.text(
          "millrace.score.judge-key-variable",
          "",
          "The variable of the environment that holds the key of the judge's server, where the job"
              + " runs; the key itself is never an option.");
  static final Option<String> KEY_FILE =
      Option.text(
          "millrace.score.judge-key-file",
          "",
          "The file that holds it, where it is in no variable.");
  static final Option<Integer> MAX_TOKENS =
      Option.integer(
          "millrace.score.judge-max-tokens",
          512,
          1,
          1_000_000,
          "How many tokens a judge's answer may have; one that is cut off is no verdict.");
  static final Option<Integer> SEED =
      Option.integer(
          "millrace.score.judge-seed",
          0,
          0,
          Integer.MAX_VALUE,
          "The seed that the judge's server is given; its temperature is 0.");
  static final Option<Boolean> STRUCTURED =
      Option.flag(
          "millrace.score.judge-structured",
          false,
          "Whether the server is asked to hold the answer to a JSON schema (response_format).");
  static final Option<Integer> MAX_CHARACTERS =
      Option.integer(
          "millrace.score.judge-max-characters",
          40_000,
          100,
          10_000_000,
          "How long task, reference and response may be together; longer is unscored.");
  static final Option<JudgeBudget> BUDGET =
      new Option<>(
          "millrace.score.judge-budget",
          "bounds an hour such as 'requests=1000,tokens=2000000'",
          "",
          "What the judge may cost in an hour, over all parallel instances; when it is spent,"
              + " responses are unscored.",
          JudgeBudget::parse);

  /** The options of this verifier. */
  public static final List<Option<?>> OPTIONS =
      List.of(
          URL, MODEL, KEY_VARIABLE, KEY_FILE, MAX_TOKENS, SEED, STRUCTURED, MAX_CHARACTERS, BUDGET);

  public JudgeSettings {
    if ((url == null) != model.isEmpty()) {
      throw new InvalidOptionException(
          URL.key() + " and " + MODEL.key() + " must both be given, or none of them");
    }
  }

  public static JudgeSettings from(OptionValues values) {
    String url = values.get(URL);
    return new JudgeSettings(
        url.isEmpty() ? null : completions(url),
        values.get(MODEL),
        key(values.get(KEY_VARIABLE), values.get(KEY_FILE)),
        values.get(MAX_TOKENS),
        values.get(SEED),
        values.get(STRUCTURED),
        values.get(MAX_CHARACTERS),
        values.get(BUDGET));
  }

  /** The settings of one of several instances that spend the budget together. */
  public JudgeSettings sharedBy(int instances) {
    return new JudgeSettings(
        url, model, key, maxTokens, seed, structured, maxCharacters, budget.sharedBy(instances));
  }

  private static URI completions(String text) {
    URI base = Addresses.of(URL, text);
    if (base.getRawQuery() != null) {
      throw new InvalidOptionException(URL.key() + " must not hold a query ('?')");
    }
    return URI.create(base.toString().replaceAll("/+$", "") + "/chat/completions");
  }

  private static ApiKey key(String variable, String file) {
    if (!variable.isEmpty() && !file.isEmpty()) {
      throw new InvalidOptionException(
          KEY_VARIABLE.key() + " and " + KEY_FILE.key() + " must not both be given");
    }
    if (!file.isEmpty()) {
      return new ApiKey(KEY_FILE.key(), ApiKey.Source.FILE, file);
    }
    return variable.isEmpty()
        ? ApiKey.none(KEY_VARIABLE.key())
        : new ApiKey(KEY_VARIABLE.key(), ApiKey.Source.VARIABLE, variable);
  }
}
