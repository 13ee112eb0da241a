package dev.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseIdTest {
  @Test
  void groupAndIndexAreWhatStandsBeforeAndAfterTheLastSlash() {
    assertThat(ResponseId.parse("a/b-0-7/12")).contains(new ResponseId("a/b-0-7", 12));
    assertThat(new ResponseId("a/b-0-7", 12).text()).isEqualTo("a/b-0-7/12");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "g", "/1", "g/", "g/-1", "g/01", "g/x", "g/1 ", "g/1234567", "g/١"})
  void anythingElseIsNone(String text) {
    assertThat(ResponseId.parse(text)).isEmpty();
  }
}
