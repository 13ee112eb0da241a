package dev.millrace.ops.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonCountsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          group a1/b-2: token 99 at 3 | group *: token * at *
          9000000 bytes, more than 8388608 | * bytes, more than *
          first bytes c3010000000000000000aa | first bytes *
          map names "x" twice | map names * twice
          """)
  void reasonsThatDifferInParticularsAreOneKind(String reason, String kind) {
    assertThat(ReasonCounts.kind(reason)).isEqualTo(kind);
  }

  @Test
  void dumpShowsHexAndTextAndSaysWhatIsLeftOut() {
    byte[] bytes = "Abc\n0123456789012345".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    assertThat(HexDump.of(bytes, 18))
        .containsExactly(
            "00000000  41 62 63 0a 30 31 32 33 34 35 36 37 38 39 30 31  |Abc.012345678901|",
            "00000010  32 33                                            |23|",
            "and 2 bytes more; --raw FILE writes all");
  }
}
