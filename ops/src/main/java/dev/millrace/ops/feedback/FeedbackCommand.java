package dev.millrace.ops.feedback;

import dev.millrace.ops.UserError;
import dev.millrace.ops.ledger.PipelineAddress;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.schemas.topics.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Feedback on its way to a pipeline. */
@Command(
    name = "feedback",
    description =
        "Sends feedback on responses to a pipeline, whose job has to run with"
            + " millrace.feedback.timeout. A file with a wrong line is not sent at all; feedback that"
            + " is sent twice counts once.",
    sortOptions = false)
public final class FeedbackCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PipelineAddress address;

  @Parameters(
      paramLabel = "FILE",
      description =
          "One JSON object a line: response_id, metric, value, time, source, tags; - reads standard"
              + " input and sends each line as it comes.")
  private String file;

  /** What is done with each line. */
  private interface Lines {
    void accept(String line, String where);
  }

  @Override
  public Integer call() {
    boolean piped = file.equals("-");
    if (!piped) {
      forEach(FeedbackLine::parse);
    }
    long sent;
    try (FeedbackSender sender =
        FeedbackSender.open(
            address.bootstrap(), address.properties(), topic(), address.deadline())) {
      sent =
          forEach(
              (line, where) -> {
                sender.send(FeedbackLine.parse(line, where));
                if (piped) {
                  sender.flush();
                }
              });
      sender.flush();
    }
    spec.commandLine().getOut().println("sent " + sent);
    spec.commandLine().getOut().flush();
    return 0;
  }

  private String topic() {
    try (TopicReader reader = address.open()) {
      Topics topics = address.topics(reader);
      if (!reader.topics().contains(topics.feedback())) {
        throw new UserError("pipeline " + topics.pipeline() + " has no topic " + topics.feedback());
      }
      return topics.feedback();
    }
  }

  /** Goes through the lines that are not blank; returns how many there are. */
  private long forEach(Lines lines) {
    long number = 0;
    long used = 0;
    try (BufferedReader reader = open()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (!line.isBlank()) {
          lines.accept(line, file + ":" + number);
          used++;
        }
      }
    } catch (IOException e) {
      throw new UserError(file + ": cannot be read as UTF-8 lines: " + e, e);
    } catch (IllegalArgumentException e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    }
    return used;
  }

  private BufferedReader open() throws IOException {
    return file.equals("-")
        ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
        : Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8);
  }
}
