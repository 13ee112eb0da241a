package dev.millrace.ops.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.job.score.Verifier;
import dev.millrace.job.score.countdown.CountdownVerifier;
import dev.millrace.schemas.Prompt;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CountdownTaskTest {

  private static final CountdownTask TASK = CountdownTask.standard();

  @Property(seed = "42", tries = 2_000)
  void solutionsAreRightForTheVerifierOfTheStream(@ForAll long seed, @ForAll long index) {
    Prompt prompt = TASK.prompt(seed, index);

    assertThat(prompt.verifier()).isEqualTo(new CountdownVerifier().name());
    assertThat(new CountdownVerifier().score(prompt, TASK.solution(prompt)))
        .as("%s %s", prompt.text(), TASK.solution(prompt))
        .containsEntry(Verifier.CORRECT, 1f);
  }

  @Property(seed = "42", tries = 500)
  void solutionUsesEveryNumberOnce(@ForAll long seed) {
    CountdownPuzzle puzzle = CountdownPuzzle.random(4, new SplittableRandom(seed));

    List<Integer> used =
        Arrays.stream(puzzle.solution().split("[^0-9]+", -1))
            .filter(number -> !number.isEmpty())
            .map(Integer::valueOf)
            .sorted()
            .toList();
    assertThat(used).isEqualTo(puzzle.numbers().stream().sorted().toList());
    assertThat(puzzle.target()).isBetween(1, CountdownPuzzle.LARGEST_VALUE);
  }

  @Property(seed = "42", tries = 500)
  void solutionsFitTheLongestResponse(@ForAll long seed) {
    Prompt prompt = TASK.prompt(seed, 0);

    assertThat(TASK.solution(prompt).length() + 1).isLessThanOrEqualTo(TASK.maxResponseTokens());
    assertThat(TASK.characters()).containsAll(characters(prompt.text()));
    assertThat(TASK.characters()).containsAll(characters(TASK.solution(prompt)));
  }

  @Test
  void noHeldOutPuzzleIsTrainedOnInAnyOrderOfItsNumbers() {
    Set<String> heldOut =
        TASK.heldOut(5_000).stream().map(CountdownTaskTest::puzzle).collect(Collectors.toSet());
    Set<String> trained = new HashSet<>();
    for (int i = 0; i < 50_000; i++) {
      trained.add(puzzle(TASK.prompt(7, i)));
      trained.add(puzzle(TASK.example(TASK.training(), 7, i)));
    }

    assertThat(heldOut).hasSizeGreaterThan(500);
    assertThat(Collections.disjoint(heldOut, trained)).isTrue();
  }

  private static String puzzle(Prompt prompt) {
    String[] numbers = prompt.verifierParameters().getOrDefault("numbers", "").split(",", -1);
    Arrays.sort(numbers);
    return String.join(",", numbers) + "=" + prompt.verifierParameters().get("target");
  }

  private static List<String> characters(String text) {
    return text.chars().mapToObj(Character::toString).toList();
  }
}
