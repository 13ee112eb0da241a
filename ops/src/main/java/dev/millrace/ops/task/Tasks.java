package dev.millrace.ops.task;

import java.util.List;

/** The procedural tasks by name. */
public final class Tasks {

  private Tasks() {}

  /** Names of all tasks, the default first. */
  public static List<String> names() {
    return List.of(AdditionTask.NAME, CountdownTask.NAME);
  }

  /**
   * The task of this name with its standard settings.
   *
   * @throws IllegalArgumentException for a name that is not among {@link #names}
   */
  public static Task named(String name) {
    return switch (name) {
      case AdditionTask.NAME -> AdditionTask.standard();
      case CountdownTask.NAME -> CountdownTask.standard();
      default ->
          throw new IllegalArgumentException(
              "task '" + name + "' is unknown; known are " + String.join(", ", names()));
    };
  }
}
