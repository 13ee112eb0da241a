package dev.millrace.job.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionTest {
  private static final Option<Integer> AGE = Option.integer("m.max-age", 16, 1, 100, "Age.");

  @ParameterizedTest
  @ValueSource(strings = {"0", "101", "-3", "many", "", "1.5", "99999999999999999999"})
  void valueOfAnotherTypeOrRangeNamesOptionAndValue(String text) {
    assertThatThrownBy(() -> OptionValues.of(Map.of("m.max-age", text)).get(AGE))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("m.max-age must be a whole number in [1, 100], was '" + text + "'");
  }

  @Test
  void unknownKeyNamesTheNearest() {
    OptionValues values = OptionValues.of(Map.of("m.maxage", "3", "m.props.linger.ms", "0"));
    assertThatThrownBy(() -> values.refuseUnknown(List.of(AGE), List.of("m.props.")))
        .hasMessage("unknown option m.maxage; the nearest is m.max-age");
  }

  @Test
  void typedValueGoesBeforePresetAndPresetBeforeDefault() {
    Map<String, String> preset = Map.of("m.max-age", "32");
    assertThat(OptionValues.of(Map.of()).get(AGE)).isEqualTo(16);
    assertThat(OptionValues.of(Map.of()).withPresets(preset).get(AGE)).isEqualTo(32);
    assertThat(OptionValues.of(Map.of("m.max-age", "5")).withPresets(preset).get(AGE)).isEqualTo(5);
  }

  @Test
  void timesAndSizesHaveUnits() {
    assertThat(Units.time("50 ms")).isEqualTo(Duration.ofMillis(50));
    assertThat(Units.time("2min")).isEqualTo(Duration.ofMinutes(2));
    assertThat(Units.time("0")).isZero();
    assertThat(Units.bytes("8 mb")).isEqualTo(8 * 1024 * 1024);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "-1 s", "1 day", "s", "99999999999999999 s"})
  void timeWithoutAKnownUnitIsRefused(String text) {
    Option<Duration> option = Option.duration("m.wait", "1 s", "Wait.");
    assertThatThrownBy(() -> option.parse(text)).isInstanceOf(InvalidOptionException.class);
  }

  @Property(seed = "42", tries = 200)
  void distanceIsSymmetricAndZeroOnlyForEqualTexts(
      @ForAll @AlphaChars @StringLength(max = 8) String a,
      @ForAll @AlphaChars @StringLength(max = 8) String b) {
    assertThat(NearestName.distance(a, b)).isEqualTo(NearestName.distance(b, a));
    assertThat(NearestName.distance(a, b) == 0).isEqualTo(a.equals(b));
  }
}
