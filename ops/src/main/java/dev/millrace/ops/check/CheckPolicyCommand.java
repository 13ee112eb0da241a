package dev.millrace.ops.check;

import ai.djl.Device;
import dev.millrace.ops.UserError;
import dev.millrace.policy.PolicyCheck;
import dev.millrace.policy.Torch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The comparison of a policy directory with itself and with its reference values. */
@Command(
    name = "policy",
    description =
        "Compares generation with training log-probs, export with import, and, where the directory"
            + " has a golden.json, log-probs and the greedy continuation with its reference values."
            + " Ends with 1 when something disagrees.")
public final class CheckPolicyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ReportFormat format;

  @Option(
      names = "--device",
      defaultValue = "cpu",
      paramLabel = "NAME",
      description = "auto, cpu or gpu:N. Default: ${DEFAULT-VALUE}.")
  private String device;

  @Parameters(paramLabel = "DIR", description = "A Hugging Face directory.")
  private Path directory;

  @Override
  public Integer call() {
    if (!Files.isDirectory(directory)) {
      throw new UserError(directory + ": there is no such directory");
    }
    PolicyCheck.Report found = check();
    Report report =
        new Report()
            .with("parameters", found.parameters())
            .with("reference values", found.referenceError() != null);
    if (found.referenceError() != null) {
      report
          .with("largest error of a log-prob", found.referenceError())
          .with("tolerance of log-probs", PolicyCheck.REFERENCE_TOLERANCE);
    }
    if (found.greedyEqual() != null) {
      report.with("greedy continuation equal", found.greedyEqual());
    }
    report
        .with("largest difference of generation and training", found.generationError())
        .with("tolerance of generation", PolicyCheck.GENERATION_TOLERANCE)
        .with("export and import bit-equal", found.exportBitEqual())
        .with("pass", found.passed());
    format.print(spec.commandLine().getOut(), report);
    return found.passed() ? 0 : 1;
  }

  private PolicyCheck.Report check() {
    Torch.enterThread();
    Device where;
    try {
      where = Torch.device(device);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--device: " + e.getMessage(), e);
    }
    return PolicyCheck.run(directory, where);
  }
}
