package dev.millrace.ops.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.score.ExactVerifier;
import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdditionTaskTest {

  private static final AdditionTask TASK = AdditionTask.standard();

  @Property(seed = "42", tries = 200)
  void solutionIsTheSumLeastSignificantDigitFirst(
      @ForAll long seed, @ForAll @LongRange(min = 0, max = 1L << 40) long index) {
    Prompt prompt = TASK.prompt(seed, index);
    long sum = operand(prompt, 0) + operand(prompt, 1);
    String answer = TASK.solution(prompt);

    assertThat(answer).hasSize(TASK.width() + 1);
    assertThat(Long.parseLong(new StringBuilder(answer).reverse().toString())).isEqualTo(sum);
  }

  private static long operand(Prompt prompt, int index) {
    return Long.parseLong(prompt.text().replace("=", "").split("\\+", -1)[index]);
  }

  @Property(seed = "42", tries = 200)
  void solutionsAreRightForTheVerifierOfTheStream(@ForAll long seed) {
    Prompt prompt = TASK.prompt(seed, 0);

    assertThat(prompt.verifier()).isEqualTo(new ExactVerifier().name());
    assertThat(new ExactVerifier().score(prompt, TASK.solution(prompt)))
        .isEqualTo(Map.of(Verifier.CORRECT, 1f));
  }

  @Property(seed = "42", tries = 200)
  void promptIsAFunctionOfSeedAndIndex(@ForAll long seed, @ForAll long index) {
    assertThat(TASK.prompt(seed, index))
        .usingRecursiveComparison()
        .isEqualTo(AdditionTask.standard().prompt(seed, index));
  }

  @Test
  void noHeldOutPromptIsEverTrainedOn() {
    Set<String> heldOut =
        TASK.heldOut(20_000).stream().map(Prompt::text).collect(Collectors.toSet());
    Set<String> trained = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      trained.add(TASK.prompt(7, i).text());
      trained.add(TASK.example(TASK.training(), 7, i).text());
    }

    assertThat(heldOut).hasSizeGreaterThan(5_000);
    assertThat(Collections.disjoint(heldOut, trained)).isTrue();
  }

  @Test
  void everyPairOfTwoDigitNumbersIsEitherTrainedOnOrHeldOut() {
    long heldOut =
        IntStream.range(0, 100 * 100)
            .mapToObj(pair -> text(pair / 100) + "+" + text(pair % 100) + "=")
            .filter(HeldOut::contains)
            .count();

    // One in ten, within four standard deviations of 10,000 coin tosses at 0.1: 4 · 30.
    assertThat(heldOut).isBetween(880L, 1_120L);
  }

  private static String text(int operand) {
    return String.format("%03d", operand);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "123, 456, 0", "5, 5, 1", "999, 1, 3", "950, 50, 2", "909, 101, 2"})
  void carriesAreTheColumnsThatHandOnAOne(int first, int second, int carries) {
    assertThat(AdditionTask.carries(first, second)).isEqualTo(carries);
  }

  @Test
  void heldOutPromptsHaveTheProportionsOfTheTrainingPrompts() {
    List<Prompt> heldOut = TASK.heldOut(10_000);
    double sum = TASK.training().shares().stream().mapToDouble(Double::doubleValue).sum();
    for (int level = 0; level <= TASK.width(); level++) {
      double wanted = TASK.training().shares().get(level) / sum;
      int carries = level;
      double share = heldOut.stream().filter(p -> carries(p) == carries).count() / 10_000.0;

      assertThat(share).isBetween(wanted - 0.02, wanted + 0.02); // four standard deviations
    }
  }

  private static int carries(Prompt prompt) {
    return AdditionTask.carries((int) operand(prompt, 0), (int) operand(prompt, 1));
  }

  @Test
  void allPromptsHaveOneLengthAndKnownCharacters() {
    for (int i = 0; i < 1_000; i++) {
      Prompt prompt = TASK.prompt(1, i);

      assertThat(prompt.text()).hasSize(2 * TASK.width() + 2);
      assertThat(TASK.characters()).containsAll(characters(prompt.text()));
      assertThat(TASK.solution(prompt).length() + 1).isLessThanOrEqualTo(TASK.maxResponseTokens());
    }
  }

  @Test
  void sharesThatDoNotFitTheWidthAreRefused() {
    assertThatThrownBy(() -> new AdditionTask(3, DifficultyMix.of(1, 1), TASK.recipe()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 carries")
        .hasMessageContaining("[1.0, 1.0]");
  }

  private static List<String> characters(String text) {
    return text.chars().mapToObj(Character::toString).toList();
  }
}
