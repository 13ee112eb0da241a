package dev.millrace.ops.bench;

import dev.millrace.ops.option.OneOf;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;

/** The name of a part of the benchmark. */
final class PartName implements ITypeConverter<BenchCommand.Part>, Iterable<String> {
  @Override
  public BenchCommand.Part convert(String text) {
    return OneOf.of(text.trim(), byName());
  }

  private static Map<String, BenchCommand.Part> byName() {
    Map<String, BenchCommand.Part> names = new LinkedHashMap<>();
    Arrays.stream(BenchCommand.Part.values()).forEach(part -> names.put(part.toString(), part));
    return names;
  }

  /** The names, for the help text. */
  @Override
  public Iterator<String> iterator() {
    return byName().keySet().iterator();
  }
}
