package dev.millrace.ops.ingest;

import dev.millrace.ops.UserError;
import dev.millrace.policy.PolicyConfig;
import dev.millrace.policy.Tokenizer;
import dev.millrace.policy.TokenizerFiles;
import dev.millrace.policy.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What recorded responses are said to be sampled with. */
final class SampledOptions {
  @Option(
      names = "--temperature",
      defaultValue = "1",
      paramLabel = "T",
      converter = Temperature.class,
      description = "Temperature of the log-probs; above 0. Default: ${DEFAULT-VALUE}.")
  private float temperature;

  @Option(
      names = "--sampled-by",
      defaultValue = "0.0",
      paramLabel = "LINEAGE.STEP",
      converter = VersionText.class,
      description =
          "The weight version that the groups carry; their age is counted from it. Default:"
              + " ${DEFAULT-VALUE}, the starting policy.")
  private Version version;

  /** A weight version. */
  record Version(long lineage, long step) {}

  /** Texts as tokens of the policy of a directory. */
  PolicyText text(Path directory, Tokenizer tokenizer) {
    PolicyConfig config = PolicyConfig.read(directory);
    TokenizerFiles.requireFits(directory, config.vocabSize());
    return new PolicyText(
        tokenizer::encode,
        tokenizer::encodeContinuation,
        tokenizer.digest(),
        config.endTokens(),
        config.vocabSize(),
        config.maxPositions(),
        temperature,
        version.lineage(),
        version.step());
  }

  /** All that decides what a record becomes; the generator id of its group. */
  String recipe(LogProbSource source, Path directory, Tokenizer tokenizer) {
    String by = source == LogProbSource.RECOMPUTED ? weights(directory) : tokenizer.digest();
    return String.join(
        " ",
        source == LogProbSource.RECOMPUTED ? "recomputed" : "recorded",
        by,
        "temperature " + temperature,
        "version " + version.lineage() + "." + version.step());
  }

  private static String weights(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).endsWith(".safetensors"))
          .sorted()
          .map(WeightsFile::digest)
          .collect(Collectors.joining("+"));
    } catch (IOException e) {
      throw new UserError("--policy " + directory + ": cannot be read (" + e + ")", e);
    }
  }

  static final class Temperature implements ITypeConverter<Float> {
    @Override
    public Float convert(String text) {
      try {
        float value = Float.parseFloat(text.strip());
        if (value > 0 && !Float.isInfinite(value)) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Said below, as of a number outside of the range.
      }
      throw new TypeConversionException("must be a number > 0, was " + text);
    }
  }

  static final class VersionText implements ITypeConverter<Version> {
    @Override
    public Version convert(String text) {
      int dot = text.indexOf('.');
      try {
        long lineage = Long.parseLong(text.substring(0, Math.max(0, dot)));
        long step = Long.parseLong(text.substring(dot + 1));
        if (lineage >= 0 && step >= 0) {
          return new Version(lineage, step);
        }
      } catch (NumberFormatException e) {
        // Said below, as of a version below zero.
      }
      throw new TypeConversionException("must be LINEAGE.STEP, such as 0.0, was " + text);
    }
  }
}
