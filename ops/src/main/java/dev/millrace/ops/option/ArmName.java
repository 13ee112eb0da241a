package dev.millrace.ops.option;

import dev.millrace.job.Arm;
import dev.millrace.job.settings.Option;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;

/** An arm as people type it: {@code popo-prox-only}. */
public final class ArmName implements ITypeConverter<Arm>, Iterable<String> {
  private static final Map<String, Arm> BY_NAME = new LinkedHashMap<>();

  static {
    Arrays.stream(Arm.values()).forEach(arm -> BY_NAME.put(Option.kebab(arm), arm));
  }

  @Override
  public Arm convert(String text) {
    return OneOf.of(text.trim(), BY_NAME);
  }

  /** The names, for the help text. */
  @Override
  public Iterator<String> iterator() {
    return BY_NAME.keySet().iterator();
  }
}
