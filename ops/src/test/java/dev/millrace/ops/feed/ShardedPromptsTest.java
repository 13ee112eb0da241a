package dev.millrace.ops.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ops.task.AdditionTask;
import dev.millrace.ops.task.JsonlPrompts;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.topics.Shards;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardedPromptsTest {

  private static final AdditionTask TASK = AdditionTask.standard();

  @Test
  void shardGetsThePromptsOfTheRunWhoseIdsHashToItInOrder() {
    ShardedPrompts dealt = new ShardedPrompts(TASK, 9, 4);
    List<String> expected =
        IntStream.range(0, 1_000)
            .mapToObj(index -> TASK.prompt(9, index).promptId())
            .filter(id -> Shards.of(id, 4) == 2)
            .toList();

    List<String> got = new ArrayList<>();
    for (int i = 0; i < expected.size(); i++) {
      dealt.next(0); // another shard in between changes nothing
      got.add(dealt.next(2).promptId());
    }

    assertThat(got).isEqualTo(expected);
  }

  @Test
  void skippingGoesOnWhereAnEarlierFeedStopped() {
    ShardedPrompts earlier = new ShardedPrompts(TASK, 9, 4);
    for (int i = 0; i < 25; i++) {
      earlier.next(3);
    }
    ShardedPrompts later = new ShardedPrompts(TASK, 9, 4);
    later.skip(3, 25);

    assertThat(later.next(3).promptId()).isEqualTo(earlier.next(3).promptId());
  }

  @Test
  void shardThatNoPromptFallsToIsNamed() {
    Prompt only = new Prompt("p", "d", "t", new int[0], "r", "exact", Map.of(), 0);
    ShardedPrompts dealt =
        new ShardedPrompts(new JsonlPrompts("tiny", List.of(only), List.of(), 4), 1, 2);
    int empty = 1 - Shards.of("p", 2);

    assertThatThrownBy(() -> dealt.next(empty))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("tiny has no prompt for shard " + empty + " of 2");
  }
}
