package dev.millrace.job.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.job.score.remote.ScriptedServer;
import dev.millrace.job.score.remote.ScriptedServer.Answer;
import dev.millrace.job.settings.OptionValues;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The operator of score with a verifier that asks a live server. */
@Timeout(60)
class RemoteScoreTest {
  @Test
  void groupThatTheServiceCannotJudgeIsDroppedWithItsWords() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.of(n -> Answer.ok("{\"unscored\": \"nobody is awake\"}"))) {
      Map<String, String> options =
          Map.of("millrace.score.http-endpoints", "one=" + server.url("/"));
      ScoreSettings settings = ScoreSettings.from(OptionValues.of(options));
      try (ScoreHarness score =
          new ScoreHarness(
              options,
              (loader, listener) -> Verifiers.load(loader, settings, listener),
              1,
              0,
              null)) {
        score.process(ScoreHarness.group(0, 0, "http"));
        while (score.dropped().isEmpty()) {
          score.mail();
          Thread.sleep(5);
        }
        assertThat(score.dropped().get(0).detail()).contains("nobody is awake");
        assertThat(score.scored()).isEmpty();
      }
    }
  }
}
