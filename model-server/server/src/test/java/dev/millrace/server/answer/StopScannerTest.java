package dev.millrace.server.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class StopScannerTest {
  @Property(seed = "42", tries = 2000)
  void whatIsGivenOutIsTheTextBeforeTheStopThatIsCompleteFirst(
      @ForAll @StringLength(max = 30) @CharRange(from = 'a', to = 'c') String text,
      @ForAll @Size(max = 3)
          List<@StringLength(min = 1, max = 4) @CharRange(from = 'a', to = 'c') String> stops,
      @ForAll @IntRange(min = 1, max = 5) int pieceLength) {
    StopScanner scanner = new StopScanner(stops);
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < text.length(); at += pieceLength) {
      out.append(scanner.push(text.substring(at, Math.min(text.length(), at + pieceLength))));
      assertThat(stops).noneMatch(stop -> out.indexOf(stop) >= 0);
    }
    assertThat(out + scanner.flush()).isEqualTo(expected(text, stops));
  }

  /** The definition, letter by letter. */
  private static String expected(String text, List<String> stops) {
    for (int end = 1; end <= text.length(); end++) {
      String soFar = text.substring(0, end);
      int longest = 0;
      for (String stop : stops) {
        longest = soFar.endsWith(stop) ? Math.max(longest, stop.length()) : longest;
      }
      if (longest > 0) {
        return text.substring(0, end - longest);
      }
    }
    return text;
  }

  @Test
  void nothingThatMayBecomeAStopTextIsGivenOut() {
    StopScanner scanner = new StopScanner(List.of("STOP"));
    assertThat(scanner.push("a ST")).isEqualTo("a ");
    assertThat(scanner.push("OR")).isEqualTo("STOR");
    assertThat(scanner.push(" S")).isEqualTo(" ");
    assertThat(scanner.push("TOP it")).isEmpty();
    assertThat(scanner.stopped()).isTrue();
    assertThat(scanner.push("more")).isEmpty();
    assertThat(scanner.flush()).isEmpty();
  }
}
