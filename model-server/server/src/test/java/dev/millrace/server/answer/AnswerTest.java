package dev.millrace.server.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.TokenBytes;
import dev.millrace.policy.TokenizerFiles;
import dev.millrace.schemas.VersionSpan;
import dev.millrace.server.engine.SampledToken;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerTest {
  private static final List<String> VOCABULARY = List.of("<end>", "a", "b", "c", "<mark>");

  @TempDir Path directory;
  private TokenBytes bytes;

  @BeforeEach
  void read() {
    TokenizerFiles.writeCharacters(directory, VOCABULARY);
    bytes = TokenBytes.read(directory);
  }

  private Answer answer(String... stops) {
    return new Answer(bytes, id -> id == 0, List.of(stops));
  }

  private static SampledToken token(int id, long step) {
    return new SampledToken(id, -id, -2f * id, List.of(), 1, step);
  }

  private static List<Integer> ids(Piece piece) {
    return piece.tokens().stream().map(token -> token.sampled().id()).toList();
  }

  @Test
  void theEndTokenCountsAndIsNotToldAsText() {
    Answer answer = answer();
    answer.push(token(1, 5));
    answer.push(token(0, 5));
    answer.finish();
    Piece piece = answer.take();
    assertThat(piece.text()).isEqualTo("a");
    assertThat(ids(piece)).containsExactly(1);
    assertThat(piece.ids()).containsExactly(1, 0);
    assertThat(piece.logProbs()).containsExactly(-1f, 0f);
    assertThat(answer.tokens()).isEqualTo(2);
  }

  @Test
  void aTokenThatMayBelongToAStopTextIsToldWithItsText() {
    Answer answer = answer("bc");
    answer.push(token(1, 5));
    answer.push(token(2, 5));
    Piece first = answer.take();
    assertThat(first.text()).isEqualTo("a");
    assertThat(ids(first)).containsExactly(1);
    assertThat(first.ids()).containsExactly(1, 2);
    answer.push(token(2, 5));
    Piece second = answer.take();
    assertThat(second.text()).isEqualTo("b");
    assertThat(ids(second)).containsExactly(2);
    assertThat(answer.push(token(3, 5))).isTrue();
    Piece last = answer.take();
    assertThat(last.text()).isEmpty();
    assertThat(last.tokens()).isEmpty();
    assertThat(last.ids()).containsExactly(3);
  }

  @Test
  void specialTokensAreToldButAreNoText() {
    Answer answer = answer();
    answer.push(token(1, 5));
    answer.push(token(4, 5));
    answer.push(token(2, 5));
    answer.finish();
    Piece piece = answer.take();
    assertThat(piece.text()).isEqualTo("ab");
    assertThat(ids(piece)).containsExactly(1, 4, 2);
    assertThat(piece.tokens().stream().map(AnswerToken::offset)).containsExactly(0, 1, 1);
  }

  @Test
  void spansCoverEveryTokenWithoutGaps() {
    Answer answer = answer();
    for (long step : new long[] {5, 5, 6, 6, 6, 7}) {
      answer.push(token(1, step));
    }
    assertThat(answer.spans())
        .containsExactly(
            new VersionSpan(1, 5, 0, 2), new VersionSpan(1, 6, 2, 5), new VersionSpan(1, 7, 5, 6));
  }
}
