package dev.millrace.ops.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.Prompt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonlPromptsTest {

  private static final Set<String> VERIFIERS = Set.of("exact", "number");

  @TempDir Path directory;

  @Test
  void everyPromptIsTrainedOnOrHeldOutByItsText() throws IOException {
    JsonlPrompts prompts = read(lines(1_000));

    assertThat(prompts.training()).noneMatch(prompt -> HeldOut.contains(prompt.text()));
    assertThat(prompts.evaluation()).allMatch(prompt -> HeldOut.contains(prompt.text()));
    assertThat(prompts.training().size() + prompts.evaluation().size()).isEqualTo(1_000);
    assertThat(prompts.heldOut(10)).hasSize(10);
  }

  @Test
  void everyTrainingPromptComesOnceAnEpoch() throws IOException {
    JsonlPrompts prompts = read(lines(97));
    int size = prompts.training().size();

    List<String> first =
        IntStream.range(0, size).mapToObj(i -> prompts.prompt(5, i).promptId()).toList();
    List<String> second =
        IntStream.range(size, 2 * size).mapToObj(i -> prompts.prompt(5, i).promptId()).toList();

    Set<String> ids = prompts.training().stream().map(Prompt::promptId).collect(Collectors.toSet());
    assertThat(new HashSet<>(first)).isEqualTo(ids);
    assertThat(new HashSet<>(second)).isEqualTo(ids);
    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void optionalFieldsAreTaken() throws IOException {
    String line =
        "{\"id\": \"q-1\", \"prompt\": \"2+2\", \"reference\": 4, \"verifier\": \"number\","
            + " \"params\": {\"digits\": 2}}";

    Prompt prompt = JsonlPrompt.parse(line, "f:1", "sums", 1);

    assertThat(prompt)
        .usingRecursiveComparison()
        .isEqualTo(
            new Prompt("q-1", "sums", "2+2", new int[0], "4", "number", Map.of("digits", "2"), 0L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"prompt\": \"a\"                                              | not JSON",
        "[1]                                                             | expected a JSON object",
        "{\"reference\": \"1\", \"verifier\": \"exact\"}                 | 'prompt' is missing",
        "{\"prompt\": \"a\", \"reference\": \"1\"}                       | 'verifier' is missing",
        "{\"prompt\": \"a\", \"verifier\": \"exact\"}                    | 'reference' must be",
        "{\"prompt\": \"\", \"reference\": \"1\", \"verifier\": \"exact\"} | 'prompt' must be",
        "{\"prompt\": 7, \"reference\": \"1\", \"verifier\": \"exact\"}  | 'prompt' must be",
        "{\"prompt\": \"a\", \"reference\": \"1\", \"verifier\": \"exat\"} | 'exat' is unknown",
        "{\"promt\": \"a\"}                                              | unknown field 'promt'",
        "{\"prompt\": \"a\", \"prompt\": \"b\"}                          | not JSON",
        "{\"id\": \"sums:1\", \"prompt\": \"z\", \"reference\": \"1\", \"verifier\": \"exact\"}"
            + " | also that of line 1",
      })
  void badLineIsNamedWithItsReason(String line, String reason) throws IOException {
    Path file = directory.resolve("sums.jsonl");
    Files.writeString(file, lines(1) + "\n" + line.strip() + "\n");

    assertThatThrownBy(() -> JsonlPrompts.read(file, VERIFIERS, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ":3: ")
        .hasMessageContaining(reason.strip());
  }

  @Test
  void fileThatIsNotThereIsNamed() {
    Path file = directory.resolve("absent.jsonl");

    assertThatThrownBy(() -> JsonlPrompts.read(file, VERIFIERS, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void fileWithNothingToTrainOnIsRefused() throws IOException {
    Path file = directory.resolve("empty.jsonl");
    Files.writeString(file, "\n\n");

    assertThatThrownBy(() -> JsonlPrompts.read(file, VERIFIERS, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no prompt to train on");
  }

  private JsonlPrompts read(String lines) throws IOException {
    Path file = directory.resolve("sums.jsonl");
    Files.writeString(file, lines);
    return JsonlPrompts.read(file, VERIFIERS, 8);
  }

  private static String lines(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                "{\"prompt\": \"what is "
                    + i
                    + "?\", \"reference\": \""
                    + i
                    + "\", \"verifier\": \"exact\"}")
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
