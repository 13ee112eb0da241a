package dev.millrace.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenBytesTest {
  @TempDir Path directory;

  @Test
  void textIsThatOfTheTokenizerForAnyTokens() {
    Path policy = SharedData.policy("stories260k");
    TokenBytes bytes = TokenBytes.read(policy);
    SplittableRandom random = new SplittableRandom(1);
    try (Tokenizer tokenizer = Tokenizer.load(policy)) {
      for (int i = 0; i < 500; i++) {
        // Without the tokens of single bytes: of such, not each sequence is a text.
        int[] tokens = random.ints(random.nextInt(20), 259, tokenizer.vocabSize()).toArray();
        // The tokenizer takes one blank away where a text begins; tokens here follow a prompt.
        String text = bytes.text(tokens);
        assertThat(text.startsWith(" ") ? text.substring(1) : text)
            .isEqualTo(tokenizer.decode(tokens));
      }
      int[] spelled = tokenizer.encode("Öl, 🌾 and 水");
      assertThat(bytes.text(spelled)).isEqualTo(" Öl, 🌾 and 水");
    }
  }

  @Test
  void bytesOfAByteLevelVocabularyAreThoseThatItSpells() throws Exception {
    write(
        """
        {"model":{"type":"BPE","vocab":{"Ġhi":0,"Ã©":1,"Ã":2,"Ċ":3},"merges":[]},
        "decoder":{"type":"ByteLevel"},
        "added_tokens":[{"id":4,"content":"<|é|>","special":true}]}
        """);
    TokenBytes bytes = TokenBytes.read(directory);
    assertThat(bytes.of(0)).isEqualTo(" hi".getBytes(StandardCharsets.UTF_8));
    assertThat(bytes.of(1)).isEqualTo("é".getBytes(StandardCharsets.UTF_8));
    assertThat(bytes.of(2)).containsExactly(0xC3);
    assertThat(bytes.of(3)).containsExactly('\n');
    assertThat(bytes.of(4)).isEqualTo("<|é|>".getBytes(StandardCharsets.UTF_8));
    assertThat(bytes.isSpecial(4)).isTrue();
    assertThat(bytes.of(5)).isEmpty();
    assertThat(bytes.text(new int[] {1, 4, 0})).isEqualTo("é hi");
  }

  @Test
  void everyByteHasItsOwnCharacter() {
    for (int b = 0; b < 256; b++) {
      int expected = b;
      List<Integer> spelling =
          java.util.stream.IntStream.range('!', 324)
              .filter(point -> point != 0x7F) // not of the alphabet, like what is below '!'
              .filter(
                  point -> {
                    byte[] read = ByteLevel.bytes(Character.toString(point));
                    return read.length == 1 && (read[0] & 0xFF) == expected;
                  })
              .boxed()
              .toList();
      assertThat(spelling).as("characters for byte %s", b).hasSize(1);
    }
  }

  @Test
  void aDecoderThatIsNotKnownIsNamed() throws Exception {
    write(
        """
        {"model":{"vocab":{"a":0}},"decoder":{"type":"WordPiece"},"added_tokens":[]}
        """);
    assertThatThrownBy(() -> TokenBytes.read(directory))
        .isInstanceOf(InvalidPolicyException.class)
        .hasMessageContaining("WordPiece");
  }

  private void write(String json) throws Exception {
    Files.writeString(directory.resolve(Tokenizer.FILE), json);
  }
}
