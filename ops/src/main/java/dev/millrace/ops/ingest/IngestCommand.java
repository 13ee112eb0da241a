package dev.millrace.ops.ingest;

import ai.djl.Device;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.job.score.Verifiers;
import dev.millrace.ops.UserError;
import dev.millrace.ops.ledger.PipelineAddress;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.ops.local.TopicCreation;
import dev.millrace.ops.option.OneOf;
import dev.millrace.ops.option.PositiveInt;
import dev.millrace.ops.score.AnswersOptions;
import dev.millrace.policy.Policy;
import dev.millrace.policy.Tokenizer;
import dev.millrace.policy.Torch;
import dev.millrace.schemas.topics.TopicSpec;
import dev.millrace.schemas.topics.Topics;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Recorded responses as groups of a pipeline. */
@Command(
    name = "ingest",
    description =
        "Turns recorded responses into response groups on the groups topic of a pipeline, to be"
            + " scored or trained. Every line is checked before the first group is sent; a file that"
            + " is sent twice gives the same groups, which the job counts as duplicates.",
    sortOptions = false)
public final class IngestCommand implements Callable<Integer> {
  private static final long PROGRESS_NANOS = 5_000_000_000L;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description =
          "Responses, one JSON object a line: prompt, responses (texts, or objects with text,"
              + " tokens, logprobs, finish), reference, verifier, params, id.")
  private Path file;

  @Mixin private AnswersOptions answers;

  @Option(
      names = "--log-probs",
      defaultValue = "recomputed",
      paramLabel = "SOURCE",
      converter = SourceName.class,
      description =
          "recomputed: by the policy of --policy, as if it had sampled the responses; recorded: of"
              + " the file; absent: none, and no tokens, for groups that are scored and not trained."
              + " Default: ${DEFAULT-VALUE}.")
  private LogProbSource source;

  @Option(
      names = "--policy",
      paramLabel = "DIR",
      description = "A Hugging Face directory: its tokenizer, and the policy that recomputes.")
  private @Nullable Path policy;

  @Option(
      names = "--device",
      defaultValue = "cpu",
      paramLabel = "NAME",
      description = "Where the policy computes: auto, cpu or gpu:N. Default: ${DEFAULT-VALUE}.")
  private String device;

  @Mixin private SampledOptions sampled;

  @Mixin private PipelineAddress address;

  @Option(
      names = "--shards",
      converter = PositiveInt.class,
      paramLabel = "N",
      description = "Create the topics of --pipeline that are missing, with so many shards.")
  private @Nullable Integer shards;

  @Option(names = "--skip-bad", description = "Count lines that cannot be used and go on.")
  private boolean skipBad;

  @Option(names = "--dry-run", description = "Check the file and send nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    if (source == LogProbSource.ABSENT) {
      String recipe = "text";
      return run(new Ingestion(answers.groups(file), verifiers(), source, null, recipe, clock()));
    }
    Path directory = policy;
    if (directory == null) {
      throw new ParameterException(
          spec.commandLine(), "--policy: is missing; --log-probs absent needs none");
    }
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      PolicyText text = sampled.text(directory, tokenizer);
      String recipe = sampled.recipe(source, directory, tokenizer);
      return run(new Ingestion(answers.groups(file), verifiers(), source, text, recipe, clock()));
    }
  }

  private int run(Ingestion ingestion) throws JsonProcessingException {
    IngestTally checked = ingestion.check(skipBad);
    if (checked.groups() == 0) {
      throw new UserError(file + ": has no line that can be used");
    }
    if (!dryRun) {
      send(ingestion, checked);
    }
    Map<String, Object> report = checked.report();
    report.put("sent", dryRun ? 0 : checked.groups());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(report));
    } else {
      checked.lines().forEach(out::println);
      out.println(dryRun ? "nothing sent" : checked.groups() + " groups sent");
    }
    out.flush();
    return 0;
  }

  private void send(Ingestion ingestion, IngestTally checked) {
    String topic;
    int partitions;
    try (TopicReader reader = address.open()) {
      topic = topic(reader);
      partitions = reader.ranges(topic).size();
    }
    try (Policy loaded = loaded();
        GroupSender sender =
            new GroupSender(
                address.bootstrap(), address.properties(), topic, partitions, address.deadline())) {
      ingestion.send(checked, loaded, sender::send, progress(checked.groups()));
      sender.finish();
    }
  }

  private String topic(TopicReader reader) {
    String named = address.named();
    if (named == null) {
      if (shards != null) {
        throw new ParameterException(spec.commandLine(), "--pipeline: is missing, for --shards");
      }
      return address.topics(reader).groups();
    }
    Topics topics = topics(named);
    if (shards != null && !address.properties().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--shards: creates topics of one copy without --kafka-property; create them beforehand");
    }
    if (shards != null) {
      TopicCreation.create(
          address.bootstrap(), TopicSpec.ofPipeline(topics, shards), address.deadline());
    } else if (!reader.topics().contains(topics.groups())) {
      throw new UserError(
          "--pipeline " + named + ": has no groups topic; --shards N creates its topics");
    }
    return topics.groups();
  }

  private Topics topics(String named) {
    try {
      return new Topics(named);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--pipeline: " + e.getMessage(), e);
    }
  }

  private @Nullable Policy loaded() {
    if (source != LogProbSource.RECOMPUTED || policy == null) {
      return null;
    }
    Torch.enterThread();
    Device where;
    try {
      where = Torch.device(device);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--device: " + e.getMessage(), e);
    }
    return Policy.load(policy, where);
  }

  private LongConsumer progress(long groups) {
    long[] next = {System.nanoTime() + PROGRESS_NANOS};
    PrintWriter err = spec.commandLine().getErr();
    return sent -> {
      long now = System.nanoTime();
      if (now >= next[0]) {
        err.println(sent + " of " + groups + " groups");
        err.flush();
        next[0] = now + PROGRESS_NANOS;
      }
    };
  }

  private static Set<String> verifiers() {
    return Verifiers.load(IngestCommand.class.getClassLoader()).keySet();
  }

  private static Clock clock() {
    return Clock.systemUTC();
  }

  static final class SourceName implements ITypeConverter<LogProbSource> {
    @Override
    public LogProbSource convert(String text) {
      return OneOf.of(text, LogProbSource.byName());
    }
  }
}
