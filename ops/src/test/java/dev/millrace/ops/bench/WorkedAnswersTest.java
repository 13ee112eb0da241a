package dev.millrace.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.job.score.Verifier;
import dev.millrace.job.score.Verifiers;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WorkedAnswersTest {
  @Test
  void halfOfTheAnswersAreRight() {
    Verifier number =
        Objects.requireNonNull(Verifiers.load(getClass().getClassLoader()).get("number"));
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 50; i++) {
      ResponseGroup group = WorkedAnswers.group(i, "number", random);
      List<Float> correct =
          group.responses().stream()
              .map(Response::text)
              .map(text -> number.score(group.prompt(), text).getOrDefault(Verifier.CORRECT, -1f))
              .toList();
      assertThat(correct).containsExactly(1f, 0f, 1f, 0f, 1f, 0f, 1f, 0f);
    }
  }
}
