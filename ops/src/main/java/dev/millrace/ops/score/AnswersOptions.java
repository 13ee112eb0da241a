package dev.millrace.ops.score;

import dev.millrace.ops.option.OneOf;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** How a file of recorded answers is read: the options of the commands that take one. */
public final class AnswersOptions {
  @Option(
      names = "--format",
      defaultValue = "jsonl",
      paramLabel = "NAME",
      converter = FormatName.class,
      description =
          "jsonl: a line of FILE is a prompt with its responses; rows: a line has one response, and"
              + " neighbouring lines with the same prompt are a group. Default: ${DEFAULT-VALUE}.")
  private AnswersFormat format;

  @Option(
      names = "--field",
      paramLabel = "NAME=FIELD",
      description =
          "What a field is called in FILE, as in responses=samples, or a path to it, as in"
              + " reference=task.answer; of responses several with commas. Other fields are then"
              + " passed over. May be given several times.")
  private Map<String, String> fields = new LinkedHashMap<>();

  @Option(
      names = "--verifier",
      paramLabel = "NAME",
      description = "The verifier of lines of FILE that name none.")
  private @Nullable String verifier;

  /** The groups of a file. */
  public RecordedGroups groups(Path file) {
    return new RecordedGroups(file, format, fields, verifier);
  }

  static final class FormatName implements ITypeConverter<AnswersFormat> {
    @Override
    public AnswersFormat convert(String text) {
      return OneOf.of(text, AnswersFormat.byName());
    }
  }
}
