package dev.millrace.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {
  private static final List<String> VOCABULARY =
      List.of("<pad>", "</s>", "0", "1", "9", "+", "=", " ", "a", "é", "€", "\n", "\"", "\\", "😀");

  @TempDir Path directory;

  @Test
  void charactersBecomeTheirIdsAndBack() {
    TokenizerFiles.writeCharacters(directory, VOCABULARY);
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      assertThat(tokenizer.vocabSize()).isEqualTo(VOCABULARY.size());
      String text = VOCABULARY.stream().skip(2).collect(Collectors.joining());
      int[] tokens = tokenizer.encode(text);
      assertThat(tokens).containsExactly(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
      assertThat(tokenizer.decode(tokens)).isEqualTo(text);
    }
  }

  @Test
  void spacesAtTheEndsAndInRowsSurvive() {
    TokenizerFiles.writeCharacters(directory, VOCABULARY);
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      for (String text : List.of(" 1", "1 ", "  1   0 ", "\n1\n", "")) {
        assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
      }
    }
  }

  @Test
  void specialTokensAreLeftOutOfText() {
    TokenizerFiles.writeCharacters(directory, VOCABULARY);
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      assertThat(tokenizer.decode(new int[] {3, 1, 0, 0})).isEqualTo("1");
    }
  }

  @Test
  void theDigestIsThatOfTheFile() throws IOException {
    TokenizerFiles.writeCharacters(directory, VOCABULARY);
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      assertThat(tokenizer.digest())
          .isEqualTo(WeightsFile.digest(directory.resolve("tokenizer.json")));
    }
  }

  @Test
  void aVocabularyWithTwoEqualTokensIsRefused() {
    assertThatThrownBy(() -> TokenizerFiles.writeCharacters(directory, List.of("a", "b", "a")))
        .hasMessageContaining("token 2 of the vocabulary is empty or occurs twice: 'a'");
  }

  @Test
  void aFileThatIsNoTokenizerIsNamed() throws IOException {
    assertThatThrownBy(() -> Tokenizer.load(directory))
        .isInstanceOf(InvalidPolicyException.class)
        .hasMessageContaining("tokenizer.json: no such file");
    Files.writeString(directory.resolve("tokenizer.json"), "{}");
    assertThatThrownBy(() -> Tokenizer.load(directory))
        .isInstanceOf(InvalidPolicyException.class)
        .hasMessageContaining("not a tokenizer");
  }

  @Test
  void aFileThatEndsTooEarlyIsNamed() throws IOException {
    TokenizerFiles.writeCharacters(directory, VOCABULARY);
    Path file = directory.resolve("tokenizer.json");
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length - 2; length += 7) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Tokenizer.load(directory))
          .isInstanceOf(InvalidPolicyException.class)
          .hasMessageContaining("not a tokenizer");
    }
  }

  @Test
  void aRealTokenizerRoundTrips() {
    try (Tokenizer tokenizer = Tokenizer.load(SharedData.policy("stories260k"))) {
      String text = "Once upon a time, there was a little girl named Lily.";
      int[] tokens = tokenizer.encode(text);
      assertThat(tokenizer.decode(tokens).strip()).isEqualTo(text);
      assertThat(tokenizer.vocabSize()).isEqualTo(512);
    }
  }
}
