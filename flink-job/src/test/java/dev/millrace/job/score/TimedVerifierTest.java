package dev.millrace.job.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.TestObjects;
import dev.millrace.schemas.Prompt;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class TimedVerifierTest {
  private static final Prompt PROMPT = TestObjects.prompt("p");

  /** Never judges the response "hang" and goes on hanging when it is interrupted. */
  private static final class HangingVerifier implements Verifier {
    private final Semaphore never = new Semaphore(0);

    @Override
    public String name() {
      return "hanging";
    }

    @Override
    public Map<String, Float> score(Prompt prompt, String response) {
      if (response.equals("hang")) {
        never.acquireUninterruptibly(); // As badly behaved as foreign code can be.
      }
      if (response.equals("fail")) {
        throw new IllegalArgumentException("no reference");
      }
      return Map.of(CORRECT, 1f);
    }
  }

  @Test
  void hangingVerifierIsGivenUpAndTheNextResponseIsJudged() {
    try (TimedVerifier timed = new TimedVerifier(new HangingVerifier(), Duration.ofMillis(50))) {
      assertThatThrownBy(() -> timed.score(PROMPT, "hang")).hasMessage("no judgement within 50 ms");
      assertThat(timed.score(PROMPT, "2")).containsEntry(Verifier.CORRECT, 1f);
    }
  }

  @Test
  void failureOfTheVerifierIsPassedOn() {
    try (TimedVerifier timed = new TimedVerifier(new HangingVerifier(), Duration.ofSeconds(30))) {
      assertThatThrownBy(() -> timed.score(PROMPT, "fail")).hasMessageContaining("no reference");
    }
  }

  @Test
  void builtInVerifiersNeedNoThreadUnlessAPromptDecidesTheirWork() {
    assertThat(Verifiers.load(getClass().getClassLoader()).values())
        .filteredOn(verifier -> !verifier.isBounded())
        .extracting(Verifier::name)
        .containsExactlyInAnyOrder("code", "json-schema", "http", "judge");
  }
}
