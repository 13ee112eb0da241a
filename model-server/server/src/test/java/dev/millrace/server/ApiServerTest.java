package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionChoice;
import com.openai.models.completions.CompletionCreateParams;
import dev.millrace.policy.Family;
import dev.millrace.policy.Generated;
import dev.millrace.policy.Generation;
import dev.millrace.policy.GenerationRequest;
import dev.millrace.policy.Policy;
import dev.millrace.policy.PolicyConfig;
import dev.millrace.policy.TokenBytes;
import dev.millrace.policy.TokenizerFiles;
import dev.millrace.policy.Torch;
import dev.millrace.schemas.Sampling;
import dev.millrace.server.access.Keyring;
import dev.millrace.server.api.ApiServer;
import dev.millrace.server.api.ApiSettings;
import dev.millrace.server.api.ServedVersion;
import dev.millrace.server.engine.EngineSettings;
import dev.millrace.server.http.HttpSettings;
import dev.millrace.server.openai.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real policy behind HTTP, asked by OpenAI's own client. */
class ApiServerTest {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz ";

  @TempDir Path directory;
  private Path model;
  private DirectoryEngine engine;
  private ApiServer server;
  private OpenAIClient client;

  @BeforeEach
  void open() throws Exception {
    model = write();
    engine = DirectoryEngine.start(model, "cpu", EngineSettings.DEFAULT, Duration.ofSeconds(60));
    server =
        ApiServer.start(
            settings(0), engine.engine(), () -> new ServedVersion(0, 0, "abc"), () -> "", null);
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl(server.uri() + "/v1")
            .apiKey("none")
            .maxRetries(0)
            .responseValidation(true)
            .build();
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
    engine.close();
  }

  private ApiSettings settings(int port) {
    return new ApiSettings(
        model,
        "small",
        HttpSettings.of(HttpSettings.LOOPBACK, port),
        0,
        new Keyring(List.of()),
        0,
        Limits.DEFAULT,
        Duration.ofSeconds(60),
        Duration.ofSeconds(5));
  }

  private Path write() throws Exception {
    Torch.enterThread();
    List<String> vocabulary = new ArrayList<>(List.of("<end>", "<say>"));
    LETTERS.chars().forEach(c -> vocabulary.add(String.valueOf((char) c)));
    Path files = directory.resolve("vocabulary");
    TokenizerFiles.writeCharacters(files, vocabulary);
    Files.writeString(
        files.resolve("chat_template.jinja"),
        "{% for m in messages %}{{ m.content }}<end>{% endfor %}<say>");
    PolicyConfig config =
        new PolicyConfig(
            Family.LLAMA,
            vocabulary.size(),
            16,
            1,
            2,
            1,
            8,
            32,
            128,
            10_000,
            1e-5,
            false,
            true,
            new int[] {0},
            null,
            null);
    Path made = directory.resolve("small");
    try (Policy policy = Policy.initialise(config, 3, Torch.device("cpu"))) {
      policy.export(made, files);
    }
    return made;
  }

  private static CompletionCreateParams.Builder completion(String prompt) {
    return CompletionCreateParams.builder().model("small").prompt(prompt).maxTokens(30).seed(9);
  }

  @Test
  void answersAreThoseOfTheSameDrawsWithoutAServer() throws Exception {
    Completion answer = client.completions().create(completion("hello").n(3).build());
    try (Policy policy = Policy.load(model, Torch.device("cpu"))) {
      TokenBytes bytes = TokenBytes.read(model);
      int[] prompt = new int[5];
      for (int i = 0; i < prompt.length; i++) {
        prompt[i] = 2 + LETTERS.indexOf("hello".charAt(i));
      }
      List<GenerationRequest> requests = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        requests.add(
            new GenerationRequest("seeded", i, prompt, new Sampling(1, 1, 0, 30, 9), new int[0]));
      }
      List<Generated> expected = Generation.generate(policy, requests);
      for (int i = 0; i < 3; i++) {
        assertThat(answer.choices().get(i).text()).isEqualTo(bytes.text(expected.get(i).tokens()));
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameAnswerInAnyCompany() throws Exception {
    String alone = text(client.completions().create(completion("abc").build()));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      boolean same = i % 2 == 0;
      answers.add(
          CompletableFuture.supplyAsync(
              () -> {
                String said =
                    text(
                        client
                            .completions()
                            .create(completion(same ? "abc" : "xyz and more").build()));
                return same ? said : alone;
              },
              threads));
    }
    for (CompletableFuture<String> answer : answers) {
      assertThat(answer.get()).isEqualTo(alone);
    }
    threads.shutdown();
  }

  @Test
  void logProbsSumToTheAnswer() {
    Completion answer = client.completions().create(completion("abc").logprobs(5).build());
    CompletionChoice.Logprobs logProbs = answer.choices().get(0).logprobs().orElseThrow();
    assertThat(String.join("", logProbs.tokens().orElseThrow())).isEqualTo(text(answer));
    assertThat(logProbs.tokenLogprobs().orElseThrow()).allMatch(value -> value <= 0 && value > -20);
    assertThat(logProbs.topLogprobs().orElseThrow()).hasSameSizeAs(logProbs.tokens().orElseThrow());
  }

  @Test
  void aStreamedChatIsTheChat() {
    ChatCompletionCreateParams params =
        ChatCompletionCreateParams.builder()
            .model("small")
            .addUserMessage("hello <end> you")
            .maxCompletionTokens(40)
            .temperature(0.0)
            .build();
    String whole =
        client.chat().completions().create(params).choices().get(0).message().content().orElse("");
    try (var stream = client.chat().completions().createStreaming(params)) {
      String joined =
          stream.stream()
              .flatMap((ChatCompletionChunk chunk) -> chunk.choices().stream())
              .map(choice -> choice.delta().content().orElse(""))
              .collect(Collectors.joining());
      assertThat(joined).isEqualTo(whole);
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    int taken = server.uri().getPort();
    assertThatThrownBy(
            () ->
                ApiServer.start(
                    settings(taken),
                    engine.engine(),
                    () -> new ServedVersion(0, 0, null),
                    () -> "",
                    null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("port " + taken);
  }

  @Test
  void aDirectoryThatHoldsNoPolicyIsNamed() {
    assertThatThrownBy(
            () ->
                DirectoryEngine.start(
                    directory.resolve("none"),
                    "cpu",
                    EngineSettings.DEFAULT,
                    Duration.ofSeconds(9)))
        .hasMessageContaining("none");
  }

  private static String text(Completion answer) {
    return answer.choices().get(0).text();
  }
}
