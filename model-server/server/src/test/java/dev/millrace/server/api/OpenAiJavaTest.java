package dev.millrace.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.RequestOptions;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionChoice;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.models.Model;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The answers as OpenAI's own client reads them, with every field of every answer validated. */
class OpenAiJavaTest {
  @TempDir Path directory;
  private TestServer server;
  private OpenAIClient client;

  @BeforeEach
  void open() {
    server = new TestServer(directory);
    client = client(true);
  }

  private OpenAIClient client(boolean validating) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(server.uri("/v1").toString())
        .apiKey("none")
        .maxRetries(0)
        .responseValidation(validating)
        .build();
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private static CompletionCreateParams.Builder completion(String prompt) {
    return CompletionCreateParams.builder().model(TestServer.MODEL).prompt(prompt).maxTokens(20);
  }

  private static ChatCompletionCreateParams.Builder chat(String words) {
    return ChatCompletionCreateParams.builder().model(TestServer.MODEL).addUserMessage(words);
  }

  @Test
  void completionSaysWhatTheEngineSaid() {
    Completion answer = client.completions().create(completion("hello").build());
    assertThat(answer.choices()).hasSize(1);
    CompletionChoice choice = answer.choices().get(0);
    assertThat(choice.text()).isEqualTo("hello");
    assertThat(choice.finishReason()).isEqualTo(CompletionChoice.FinishReason.STOP);
    assertThat(answer.created()).isEqualTo(TestServer.NOW.getEpochSecond());
    assertThat(answer.systemFingerprint()).contains("fp_0123456789ab_3.40");
    // Five letters and the end token.
    assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(5);
    assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(6);
    assertThat(answer.usage().orElseThrow().totalTokens()).isEqualTo(11);
  }

  @Test
  void anAnswerThatIsLongerThanWantedEndsByLength() {
    Completion answer = client.completions().create(completion("hello").maxTokens(2).build());
    assertThat(answer.choices().get(0).text()).isEqualTo("he");
    assertThat(answer.choices().get(0).finishReason())
        .isEqualTo(CompletionChoice.FinishReason.LENGTH);
  }

  @Test
  void severalPromptsAndChoicesComeInOrder() {
    Completion answer =
        client
            .completions()
            .create(
                CompletionCreateParams.builder()
                    .model(TestServer.MODEL)
                    .promptOfArrayOfStrings(List.of("abc", "xyz"))
                    .n(2)
                    .build());
    assertThat(answer.choices().stream().map(CompletionChoice::text))
        .containsExactly("abc", "bc", "xyz", "yz");
    assertThat(answer.choices().stream().map(CompletionChoice::index))
        .containsExactly(0L, 1L, 2L, 3L);
    assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(6);
  }

  @Test
  void tokensMayBeAskedForInsteadOfText() {
    int a = TestServer.vocabulary().indexOf("a");
    Completion answer =
        client
            .completions()
            .create(
                CompletionCreateParams.builder()
                    .model(TestServer.MODEL)
                    .promptOfArrayOfTokens(List.of((long) a, (long) a + 1))
                    .echo(true)
                    .build());
    assertThat(answer.choices().get(0).text()).isEqualTo("abab");
  }

  @Test
  void stopTextIsNotPartOfTheAnswer() {
    Completion answer =
        client.completions().create(completion("one, two, three").stop(", th").build());
    assertThat(answer.choices().get(0).text()).isEqualTo("one, two");
    assertThat(answer.choices().get(0).finishReason())
        .isEqualTo(CompletionChoice.FinishReason.STOP);
    assertThat(server.engine.cancelled.get()).isPositive();
  }

  @Test
  void logProbsOfACompletionAreThoseOfTheModel() {
    Completion answer = client.completions().create(completion("abc").logprobs(2).build());
    CompletionChoice.Logprobs logProbs = answer.choices().get(0).logprobs().orElseThrow();
    assertThat(logProbs.tokens().orElseThrow()).containsExactly("a", "b", "c");
    assertThat(logProbs.tokenLogprobs().orElseThrow()).containsExactly(0.0, -0.25, -0.5);
    assertThat(logProbs.textOffset().orElseThrow()).containsExactly(0L, 1L, 2L);
    assertThat(logProbs.topLogprobs().orElseThrow()).hasSize(3);
  }

  @Test
  void chatAnswersInTheWordsOfAChat() {
    ChatCompletion answer =
        client.chat().completions().create(chat("hi").logprobs(true).topLogprobs(1).build());
    ChatCompletion.Choice choice = answer.choices().get(0);
    assertThat(choice.message().content()).contains("user:hi\n");
    assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    var content = choice.logprobs().orElseThrow().content().orElseThrow();
    assertThat(content).hasSize("user:hi\n".length());
    assertThat(content.get(1).token()).isEqualTo("s");
    assertThat(content.get(1).bytes().orElseThrow()).containsExactly((long) 's');
    assertThat(content.get(1).logprob()).isEqualTo(-0.25);
    assertThat(content.get(1).topLogprobs()).hasSize(1);
  }

  @Test
  void streamOfAChatJoinsToTheAnswer() {
    ChatCompletionCreateParams params =
        chat("grüße é ß".replace("ü", "u"))
            .n(2)
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(params)) {
      List<ChatCompletionChunk> chunks = stream.stream().toList();
      for (int choice = 0; choice < 2; choice++) {
        long index = choice;
        String text =
            chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .filter(each -> each.index() == index)
                .map(each -> each.delta().content().orElse(""))
                .collect(Collectors.joining());
        assertThat(text).isEqualTo("user:gruße é ß\n".substring(choice));
      }
      assertThat(chunks.stream().map(ChatCompletionChunk::id).distinct()).hasSize(1);
      assertThat(
              chunks.stream()
                  .flatMap(chunk -> chunk.choices().stream())
                  .filter(each -> each.finishReason().isPresent()))
          .hasSize(2);
      var usage = chunks.get(chunks.size() - 1).usage().orElseThrow();
      assertThat(usage.promptTokens()).isEqualTo(15);
      assertThat(usage.completionTokens()).isEqualTo(16 + 15);
      assertThat(chunks.subList(0, chunks.size() - 1)).noneMatch(c -> c.usage().isPresent());
    }
  }

  @Test
  void streamOfACompletionJoinsToTheAnswer() {
    // The client's validation wants a finish reason in every chunk, which OpenAI never sends.
    OpenAIClient lenient = client(false);
    try (StreamResponse<Completion> stream =
        lenient.completions().createStreaming(completion("one, two").stop("two").build())) {
      String text =
          stream.stream().map(chunk -> chunk.choices().get(0).text()).collect(Collectors.joining());
      assertThat(text).isEqualTo("one, ");
    }
    lenient.close();
  }

  @Test
  void seedDecidesTheDrawsAndNothingElse() {
    client.completions().create(completion("a").seed(5).n(2).build());
    client.completions().create(completion("a").seed(5).n(2).build());
    client.completions().create(completion("a").build());
    var asked = server.engine.asked.stream().map(each -> each.generation()).toList();
    assertThat(asked.get(0)).usingRecursiveComparison().isEqualTo(asked.get(2));
    assertThat(asked.get(1)).usingRecursiveComparison().isEqualTo(asked.get(3));
    assertThat(asked.get(0).responseIndex()).isNotEqualTo(asked.get(1).responseIndex());
    assertThat(asked.get(0).sampling().seed()).isEqualTo(5);
    assertThat(asked.get(4).sampling().seed()).isEqualTo(77);
    assertThat(asked.get(4).requestId()).isNotEqualTo(asked.get(0).requestId());
  }

  @Test
  void modelsAreListedAndFound() {
    List<Model> models = client.models().list().data();
    assertThat(models.stream().map(Model::id)).containsExactly(TestServer.MODEL);
    assertThat(client.models().retrieve(TestServer.MODEL).ownedBy()).isEqualTo("millrace");
    assertThatThrownBy(() -> client.models().retrieve("other/one"))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void errorsAreTheOnesThatTheClientKnows() {
    assertThatThrownBy(
            () ->
                client
                    .completions()
                    .create(CompletionCreateParams.builder().model("x").prompt("a").build()))
        .isInstanceOfSatisfying(
            NotFoundException.class,
            e -> {
              assertThat(e.code()).contains("model_not_found");
              assertThat(e.param()).contains("model");
            });
    assertThatThrownBy(() -> client.completions().create(completion("a").temperature(3.0).build()))
        .isInstanceOfSatisfying(
            BadRequestException.class, e -> assertThat(e.param()).contains("temperature"));
    server.engine.failNext(new IllegalStateException("out of memory"));
    assertThatThrownBy(() -> client.completions().create(completion("a").build()))
        .isInstanceOf(InternalServerException.class)
        .hasMessageNotContaining("out of memory");
    server.engine.fill();
    assertThatThrownBy(() -> client.completions().create(completion("a").build()))
        .isInstanceOfSatisfying(
            RateLimitException.class,
            e -> {
              assertThat(e.code()).contains("queue_full");
              assertThat(e.headers().values("retry-after")).containsExactly("3");
            });
  }

  @Test
  void anErrorInsideAStreamReachesTheReader() throws Exception {
    var permits = server.engine.slow();
    permits.release(3);
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(chat("abcdef").build())) {
      var chunks = stream.stream().iterator();
      chunks.next();
      java.net.http.HttpClient.newHttpClient()
          .send(
              java.net.http.HttpRequest.newBuilder(server.uri("/pause?mode=abort"))
                  .POST(java.net.http.HttpRequest.BodyPublishers.noBody())
                  .build(),
              java.net.http.HttpResponse.BodyHandlers.ofString());
      assertThatThrownBy(() -> chunks.forEachRemaining(chunk -> {}))
          .isInstanceOf(SseException.class)
          .hasMessageContaining("paused");
    }
  }

  @Test
  void aStreamThatIsClosedEarlyIsGivenUp() {
    var permits = server.engine.slow();
    permits.release(2);
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(chat("abcdefgh").build())) {
      stream.stream().iterator().next();
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> server.engine.cancelled.get() > 0);
  }

  @Test
  void aClientThatGivesUpWaitingIsNotAnsweredAnyMore() {
    server.engine.slow();
    assertThatThrownBy(
            () ->
                client
                    .completions()
                    .create(
                        completion("abcdefgh").build(),
                        RequestOptions.builder().timeout(Duration.ofMillis(700)).build()))
        .isInstanceOf(OpenAIIoException.class);
    await().atMost(Duration.ofSeconds(20)).until(() -> server.engine.cancelled.get() > 0);
  }
}
