package dev.millrace.server.sampling;

import static dev.millrace.server.TestObjects.VOCABULARY;
import static dev.millrace.server.TestObjects.prompt;
import static dev.millrace.server.TestObjects.promptId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.PromptCodec;
import dev.millrace.server.admission.PendingPrompt;
import org.junit.jupiter.api.Test;

class PromptReaderTest {
  private static final String ID = promptId(1, 2);

  private final PromptReader reader =
      new PromptReader("prompts", 2, text -> new int[] {text.length()}, VOCABULARY, 4);

  @Test
  void tokensOfThePromptAreUsedAsTheyAre() throws Exception {
    PendingPrompt read = reader.read(PromptCodec.encode(prompt(ID, 3, 4)), 1, 9);
    assertThat(read.tokens()).containsExactly(3, 4);
    assertThat(read.groupId()).isEqualTo("prompts-1-9");
  }

  @Test
  void aPromptWithoutTokensIsTokenized() throws Exception {
    assertThat(reader.read(PromptCodec.encode(prompt(ID)), 1, 9).tokens())
        .containsExactly("text".length());
  }

  @Test
  void bytesThatAreNoPromptAreRefused() {
    refused(new byte[] {1, 2, 3}, 1, "010203");
  }

  @Test
  void aPromptInThePartitionOfAnotherShardIsRefused() {
    refused(PromptCodec.encode(prompt(ID, 3)), 0, "belongs to partition 1");
  }

  @Test
  void aPromptThatLeavesNoRoomForItsResponseIsRefused() {
    refused(PromptCodec.encode(prompt(ID, 1, 1, 1, 1, 1)), 1, "has 5 tokens");
  }

  @Test
  void aTokenOutsideTheVocabularyIsRefused() {
    refused(PromptCodec.encode(prompt(ID, 3, VOCABULARY)), 1, "token 13 outside the vocabulary");
    refused(PromptCodec.encode(prompt(ID, -1)), 1, "token -1 outside the vocabulary");
  }

  @Test
  void aTextWithoutTokensIsRefused() {
    PromptReader mute = new PromptReader("prompts", 2, text -> new int[0], VOCABULARY, 4);
    assertThatThrownBy(() -> mute.read(PromptCodec.encode(prompt(ID)), 1, 0))
        .isInstanceOf(RefusedPromptException.class)
        .hasMessageContaining("has no tokens");
  }

  private void refused(byte[] value, int partition, String because) {
    assertThatThrownBy(() -> reader.read(value, partition, 0))
        .isInstanceOf(RefusedPromptException.class)
        .hasMessageContaining(because);
  }
}
