package dev.millrace.ops.warmstart;

import dev.millrace.ops.task.Task;
import dev.millrace.policy.PolicyConfig;
import java.util.ArrayList;
import java.util.List;

/** The tokens of a task: its characters in their order, then the end token and the pad token. */
final class TaskVocabulary {

  private static final String END = "<end>";
  private static final String PAD = "<pad>";

  private TaskVocabulary() {}

  static List<String> tokens(Task task) {
    List<String> tokens = new ArrayList<>(task.characters());
    tokens.add(END);
    tokens.add(PAD);
    return List.copyOf(tokens);
  }

  /** The policy of a task, over the tokens of its vocabulary. */
  static PolicyConfig configured(Task task) {
    List<String> tokens = tokens(task);
    return task.policy(tokens.size(), tokens.indexOf(END), tokens.indexOf(PAD));
  }
}
