package dev.millrace.ops.check;

import dev.millrace.job.score.ScoreSettings;
import dev.millrace.job.score.TimedVerifier;
import dev.millrace.job.score.Verifier;
import dev.millrace.job.score.Verifiers;
import dev.millrace.ops.UserError;
import dev.millrace.ops.option.Count;
import dev.millrace.ops.option.Percent;
import dev.millrace.ops.option.ScoreOptions;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The comparison of a verifier with judgements that are known to be right. */
@Command(
    name = "verifier",
    description =
        "Judges the answers of a JSONL file with a verifier and compares with the judgements there:"
            + " rows {reference, answer, expected}, or for countdown {numbers, target, answer,"
            + " expected}. Ends with 1 when an option below asks for more than was found.")
public final class CheckVerifierCommand implements Callable<Integer> {
  private static final int SHOWN = 160;

  @Spec private CommandSpec spec;
  @Mixin private ReportFormat format;
  @Mixin private ScoreOptions score;

  @Parameters(index = "0", paramLabel = "NAME", description = "The name of the verifier.")
  private String name;

  @Parameters(index = "1", paramLabel = "FILE", description = "One JSON object a line.")
  private Path file;

  @Option(
      names = "--reference",
      defaultValue = "reference",
      paramLabel = "FIELD",
      description = "The field of the reference, as a path with dots. Default: ${DEFAULT-VALUE}.")
  private String reference;

  @Option(
      names = "--answer",
      defaultValue = "answer",
      paramLabel = "FIELD",
      description =
          "A field with the answer or a list of answers; may be repeated. Default:"
              + " ${DEFAULT-VALUE}.")
  private List<String> answers;

  @Option(
      names = "--expected",
      defaultValue = "expected",
      paramLabel = "FIELD",
      description =
          "The field with the judgement, true or false, of each --answer in their order; where it"
              + " is missing the answer is left out. Default: ${DEFAULT-VALUE}.")
  private List<String> expected;

  @Option(
      names = "--parameter",
      paramLabel = "FIELD",
      description =
          "A field that is a parameter of the verifier, where a row has it; may be repeated."
              + " Default: numbers, target.")
  private List<String> parameters = List.of("numbers", "target");

  @Option(
      names = "--least-agreement",
      converter = Percent.class,
      defaultValue = "0",
      paramLabel = "PERCENT",
      description = "End with 1 when less agrees. Default: ${DEFAULT-VALUE}.")
  private double leastAgreement;

  @Option(
      names = "--no-false-accepts",
      description = "End with 1 when a wrong answer is taken for right.")
  private boolean noFalseAccepts;

  @Option(
      names = "--list",
      converter = Count.class,
      defaultValue = "20",
      paramLabel = "N",
      description = "How many differences of each kind are listed. Default: ${DEFAULT-VALUE}.")
  private int listed;

  @Option(
      names = "--warm-up",
      converter = Count.class,
      defaultValue = "2",
      paramLabel = "ROUNDS",
      description = "Rounds over the file before the timed one. Default: ${DEFAULT-VALUE}.")
  private int warmUp;

  @Override
  public Integer call() {
    requireUsable();
    ScoreSettings settings = score.settings(Map.of());
    Verifier verifier = verifier(settings);
    VerifierRows.Read read =
        new VerifierRows(reference, answers, expected, parameters).read(file, name);
    VerifierAgreement found = agreement(verifier, read.rows(), settings);
    boolean pass =
        found.percent() >= leastAgreement
            && !(noFalseAccepts && !found.wronglyAccepted().isEmpty());
    format.print(spec.commandLine().getOut(), report(found, read).with("pass", pass));
    return pass ? 0 : 1;
  }

  private VerifierAgreement agreement(
      Verifier verifier, List<VerifierRow> rows, ScoreSettings settings) {
    if (verifier.isBounded()) {
      return VerifierAgreement.of(verifier, rows, warmUp, System::nanoTime);
    }
    try (TimedVerifier timed = new TimedVerifier(verifier, settings.verifierTimeout())) {
      return VerifierAgreement.of(timed, rows, warmUp, System::nanoTime);
    }
  }

  private Report report(VerifierAgreement found, VerifierRows.Read read) {
    Report report =
        new Report()
            .with("verifier", name)
            .with("rows", found.rows())
            .with("rows without judgement", read.withoutJudgement())
            .with("agreement percent", rounded(found.percent()))
            .with("wrongly accepted", found.wronglyAccepted().size())
            .with("wrongly refused", found.wronglyRefused().size())
            .with("unscored", found.unscored().size())
            .with("p50 ms", rounded(found.milliseconds(0.5)))
            .with("p99 ms", rounded(found.milliseconds(0.99)))
            .with("max ms", rounded(found.milliseconds(1)));
    list(report, "accepted", found.wronglyAccepted(), CheckVerifierCommand::shown);
    list(report, "refused", found.wronglyRefused(), CheckVerifierCommand::shown);
    list(
        report,
        "not scored",
        found.unscored(),
        unscored -> "line " + unscored.row().line() + ": " + end(unscored.reason()));
    return report;
  }

  private <T> void list(Report report, String name, Collection<T> items, Function<T, String> text) {
    List<String> lines = new ArrayList<>();
    items.stream().limit(listed).forEach(item -> lines.add(text.apply(item)));
    if (items.size() > listed) {
      lines.add("and " + (items.size() - listed) + " more");
    }
    if (!lines.isEmpty()) {
      report.with(name, lines);
    }
  }

  private static String shown(VerifierRow row) {
    return "line "
        + row.line()
        + ": reference '"
        + end(row.prompt().reference())
        + "' answer '"
        + end(row.answer())
        + "'";
  }

  /** The end of a text on one line: answers stand there. */
  private static String end(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= SHOWN ? line : "…" + line.substring(line.length() - SHOWN);
  }

  private static BigDecimal rounded(double value) {
    return BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP);
  }

  private void requireUsable() {
    if (answers.size() != expected.size()) {
      throw new ParameterException(
          spec.commandLine(), "--expected: must be given as often as --answer");
    }
  }

  private Verifier verifier(ScoreSettings settings) {
    Map<String, Verifier> verifiers =
        Verifiers.load(CheckVerifierCommand.class.getClassLoader(), settings);
    Verifier verifier = verifiers.get(name);
    if (verifier == null) {
      throw new UserError(
          "NAME: no verifier is named " + name + "; there are " + verifiers.keySet());
    }
    return verifier;
  }
}
