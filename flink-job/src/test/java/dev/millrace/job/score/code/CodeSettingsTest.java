package dev.millrace.job.score.code;

import static dev.millrace.job.score.code.Sandboxes.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CodeSettingsTest {
  @Test
  void defaultsAreNameSpacesThreeSecondsAndHalfAGigabyte() {
    assertThat(CodeSettings.defaults())
        .isEqualTo(
            new CodeSettings(
                RequiredIsolation.NAMESPACES_WHEN_USED,
                "python3",
                Map.of(),
                Duration.ofSeconds(3),
                Duration.ofSeconds(8),
                512,
                16));
  }

  @Test
  void languagesAreCommandsWithThePlaceOfTheProgram() {
    assertThat(settings("languages", "perl=/usr/bin/perl -T program; sh=sh program").languages())
        .isEqualTo(
            Map.of(
                "perl", List.of("/usr/bin/perl", "-T", "program"), "sh", List.of("sh", "program")));
  }

  @Test
  void wrongValuesAreRefusedByName() {
    assertThatThrownBy(() -> settings("languages", "perl=/usr/bin/perl"))
        .hasMessageContaining("millrace.score.code-languages");
    assertThatThrownBy(() -> settings("cpu", "900 ms"))
        .hasMessageContaining("millrace.score.code-cpu");
    assertThatThrownBy(() -> settings("isolation", "docker"))
        .hasMessageContaining("namespaces-when-used, namespaces, limits");
  }

  @Test
  void hostThatOffersLessThanIsAskedForIsRefusedWithWhatItOffers() {
    Isolation little =
        new Isolation(IsolationLevel.LIMITS, List.of(), "", List.of("namespaces: not permitted"));
    assertThatThrownBy(() -> little.require(IsolationLevel.NAMESPACES))
        .hasMessageContaining("millrace.score.code-isolation")
        .hasMessageContaining("namespaces: not permitted");
    little.require(IsolationLevel.LIMITS);
    CodeVerifier none = new CodeVerifier(settings("python", "no-such-python"));
    assertThatThrownBy(none::isolated).hasMessageContaining("no-such-python");
  }
}
