package dev.millrace.ops.check;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.millrace.job.learn.objective.ObjectiveCases;
import dev.millrace.ops.UserError;
import dev.millrace.policy.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The comparison of the learner's objective with reference values from a file. */
@Command(
    name = "objective",
    description =
        "Computes the cases of a file with the learner's own objective and compares losses,"
            + " gradients and counts. Ends with 1 when a case disagrees.")
public final class CheckObjectiveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ReportFormat format;

  @Parameters(paramLabel = "FILE", description = "JSON with a list \"cases\".")
  private Path file;

  @Override
  public Integer call() {
    ObjectiveCases.Report report = compare(file);
    format.print(
        spec.commandLine().getOut(),
        new Report()
            .with("cases", report.cases())
            .with("failed cases", report.failedCases())
            .with("largest relative error of a loss", report.largestLossError())
            .with("largest relative error of a gradient", report.largestGradientError())
            .with("largest relative error of a figure", report.largestFigureError())
            .with("counts that differ", report.countMismatches())
            .with("tolerance", ObjectiveCases.TOLERANCE)
            .with("pass", report.pass()));
    return report.pass() ? 0 : 1;
  }

  private static ObjectiveCases.Report compare(Path file) {
    if (!Files.isReadable(file)) {
      throw new UserError(file + ": there is no such file, or it cannot be read");
    }
    Torch.enterThread();
    try (NDManager manager = NDManager.newBaseManager(Torch.device("cpu"), "PyTorch")) {
      return ObjectiveCases.run(file, manager);
    } catch (JsonProcessingException e) {
      throw new UserError(
          file
              + ": is not JSON (line "
              + e.getLocation().getLineNr()
              + ": "
              + e.getOriginalMessage()
              + ")",
          e);
    } catch (IOException e) {
      throw new UserError(e.getMessage() == null ? file + ": cannot be read" : e.getMessage(), e);
    }
  }
}
