package dev.millrace.ops.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ops.ledger.PipelineAddress;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.ops.option.RewardOptions;
import dev.millrace.schemas.topics.Topics;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The way of a response from its prompt to the weights that it changed. */
@Command(
    name = "trace",
    description =
        "Follows a response or a group: its prompt, the versions that sampled it, its rewards by"
            + " channel, what the filter made of it, the steps that trained it and the versions that"
            + " they made. Or a step or version back to the groups that made it.",
    sortOptions = false)
public final class TraceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PipelineAddress address;

  // The standard options have a --version of their own, so this command declares its help itself.
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  boolean help;

  @ArgGroup(multiplicity = "1")
  private Start start = new Start();

  /** Exactly one of these is given. */
  static final class Start {
    @Option(names = "--response", paramLabel = "ID", description = "Id of a response.")
    private @Nullable String response;

    @Option(names = "--group", paramLabel = "ID", description = "Id of a group.")
    private @Nullable String group;

    @Option(names = "--step", paramLabel = "N", description = "A training step.")
    private @Nullable Long step;

    @Option(
        names = "--version",
        paramLabel = "[LINEAGE.]STEP",
        description = "A weight version; without a lineage the one that survived.")
    private @Nullable String version;
  }

  @Option(
      names = "--groups-topic",
      paramLabel = "TOPIC",
      description = "The groups that were trained. Default: those of the pipeline.")
  private @Nullable String groupsTopic;

  @Mixin private RewardOptions reward;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    Wanted wanted = wanted();
    Rejudging rejudging = new Rejudging(reward.settings());
    Trace trace;
    try (TopicReader reader = address.open()) {
      Topics topics = address.topics(reader);
      String groups = PipelineAddress.groupsTopic(reader, topics, groupsTopic);
      trace = new Tracer(reader, topics, groups, rejudging).trace(wanted);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(trace));
    } else {
      TraceText.of(trace, start.response).forEach(out::println);
    }
    out.flush();
    return 0;
  }

  private Wanted wanted() {
    if (start.response != null) {
      return Wanted.response(start.response);
    }
    if (start.group != null) {
      return Wanted.group(start.group);
    }
    if (start.step != null) {
      return Wanted.step(start.step);
    }
    String version = String.valueOf(start.version);
    try {
      int dot = version.indexOf('.');
      return Wanted.version(
          dot < 0 ? 0 : Long.parseLong(version.substring(0, dot)),
          Long.parseLong(version.substring(dot + 1)));
    } catch (NumberFormatException e) {
      throw new ParameterException(
          spec.commandLine(), "--version: must be LINEAGE.STEP or STEP, was " + version, e);
    }
  }
}
