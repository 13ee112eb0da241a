package dev.millrace.ops.option;

import dev.millrace.ops.task.Tasks;
import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;

/** The name of a procedural task. */
public final class TaskName implements ITypeConverter<String>, Iterable<String> {
  @Override
  public String convert(String text) {
    return OneOf.of(
        text.trim(),
        Tasks.names().stream().collect(Collectors.toMap(Function.identity(), Function.identity())));
  }

  /** The names, for the help text. */
  @Override
  public Iterator<String> iterator() {
    return Tasks.names().iterator();
  }
}
