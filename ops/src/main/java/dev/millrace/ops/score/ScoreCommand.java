package dev.millrace.ops.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.job.score.ScoreSettings;
import dev.millrace.job.score.reward.Combination;
import dev.millrace.ops.ledger.PipelineAddress;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.ops.option.RewardOptions;
import dev.millrace.schemas.avro.MalformedRecordException;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What verifiers say of recorded answers. */
@Command(
    name = "score",
    description =
        "Runs verifiers over the answers of a file, or over the groups of a pipeline, without"
            + " training: accuracy, channels, reward, the share of groups that would teach nothing"
            + " by group size, what could not be judged and why, and the time of each verifier.",
    sortOptions = false)
public final class ScoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PipelineAddress address;
  @Mixin private AnswersOptions answers;
  @Mixin private RewardOptions reward;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description =
          "Answers, one JSON object a line: prompt, responses, reference, verifier, params, id."
              + " Without it, the groups of the pipeline are scored.")
  private @Nullable Path file;

  @Option(
      names = "--groups-topic",
      paramLabel = "TOPIC",
      description = "The groups to score. Default: those of the pipeline.")
  private @Nullable String groupsTopic;

  @Option(
      names = "--gate-channel",
      defaultValue = "correct",
      paramLabel = "CHANNEL",
      description =
          "The channel whose variance makes a group effective, as in"
              + " millrace.filter.gate-channel. Default: ${DEFAULT-VALUE}.")
  private String gateChannel;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    ScoreSettings settings = reward.settings();
    Combination combination = settings.combination();
    ScoreRun run = new ScoreRun(settings, gateChannel);
    if (file != null) {
      if (combination.formula().overlong() != null || combination.formula().brevity() != null) {
        throw new ParameterException(
            spec.commandLine(),
            "--reward: overlong and brevity count tokens, and the texts of "
                + file
                + " have none; ingest it and score the topic");
      }
      RecordedGroups groups = answers.groups(file);
      groups.forEach(
          run.verifiers(),
          (where, group) -> run.score(group.withoutTokens(group.prompt().promptId(), "", 0)));
    } else {
      scoreTopic(run);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(run.report()));
    } else {
      run.lines().forEach(out::println);
    }
    out.flush();
    return 0;
  }

  private void scoreTopic(ScoreRun run) {
    try (TopicReader reader = address.open()) {
      String topic =
          groupsTopic != null
              ? groupsTopic
              : PipelineAddress.groupsTopic(reader, address.topics(reader), null);
      reader.read(
          topic,
          record -> {
            try {
              run.score(ResponseGroupCodec.decode(record.value()));
            } catch (MalformedRecordException e) {
              run.addMalformed();
            }
          });
    }
  }
}
