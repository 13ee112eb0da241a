package dev.millrace.server.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DetokenizerTest {
  @Property(seed = "42", tries = 1000)
  void joinedPiecesAreTheDecodingOfAllBytes(
      @ForAll @Size(max = 40) byte[] bytes, @ForAll @IntRange(min = 1, max = 5) int pieceLength) {
    assertThat(inPieces(bytes, pieceLength)).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
  }

  @Property(seed = "42", tries = 1000)
  void noPieceEndsInsideACharacter(
      @ForAll String text, @ForAll @IntRange(min = 1, max = 3) int pieceLength) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(inPieces(bytes, pieceLength)).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
  }

  private static String inPieces(byte[] bytes, int length) {
    Detokenizer detokenizer = new Detokenizer();
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < bytes.length; at += length) {
      String piece =
          detokenizer.push(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + length)));
      assertThat(piece.isEmpty() || !Character.isHighSurrogate(piece.charAt(piece.length() - 1)))
          .isTrue();
      out.append(piece);
    }
    return out + detokenizer.flush();
  }

  @Test
  void aCharacterWaitsForItsLastByte() {
    Detokenizer detokenizer = new Detokenizer();
    byte[] mill = "🌾".getBytes(StandardCharsets.UTF_8);
    assertThat(detokenizer.push(Arrays.copyOf(mill, 3))).isEmpty();
    assertThat(detokenizer.push(new byte[] {mill[3], 'x'})).isEqualTo("🌾x");
    assertThat(detokenizer.push(Arrays.copyOf(mill, 2))).isEmpty();
    assertThat(detokenizer.flush()).isEqualTo("\uFFFD");
  }
}
