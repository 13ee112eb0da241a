package dev.millrace.ops.verify;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.job.JobSettings;
import dev.millrace.ops.ledger.PipelineAddress;
import dev.millrace.ops.ledger.SurvivingLedger;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.ops.option.JobOptionsFile;
import dev.millrace.ops.option.PositiveInt;
import dev.millrace.policy.Torch;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.schemas.avro.StepRecordCodec;
import dev.millrace.schemas.avro.WeightVersionCodec;
import dev.millrace.schemas.topics.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Recorded steps trained again from topic and ledger, and compared byte for byte. */
@Command(
    name = "verify",
    description =
        "Trains recorded steps again, from the groups topic and the ledger, and compares batch,"
            + " figures and weights with what the ledger has. Starts from the newest blob before"
            + " them that the state directory has, else from the starting policy. Ends with 1 at the"
            + " first difference, which it names, or when a step cannot be rebuilt.",
    sortOptions = false)
public final class VerifyCommand implements Callable<Integer> {
  private static final long PROGRESS_NANOS = 5_000_000_000L;

  @Spec private CommandSpec spec;
  @Mixin private PipelineAddress address;

  @ArgGroup(multiplicity = "1")
  private Steps steps = new Steps();

  /** Exactly one of these is given. */
  static final class Steps {
    @Option(
        names = "--step",
        paramLabel = "N",
        converter = PositiveInt.class,
        description = "One step.")
    private @Nullable Integer one;

    @Option(
        names = "--steps",
        paramLabel = "A..B",
        converter = StepRange.Converter.class,
        description = "Steps from A to B.")
    private @Nullable StepRange range;

    @Option(names = "--all", description = "Every step of the ledger.")
    private boolean all;

    StepRange wanted() {
      if (one != null) {
        return new StepRange(one, one);
      }
      return all || range == null ? StepRange.ALL : range;
    }
  }

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description = "The options of the run, key=value a line, as a run leaves them.")
  private @Nullable Path settingsFile;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "An option of the run, before those of --settings; may be given several times.")
  private Map<String, String> options = new LinkedHashMap<>();

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "The starting policy, as in millrace.learn.model.")
  private @Nullable Path model;

  @Option(
      names = "--blobs",
      paramLabel = "DIR",
      description = "The learner's blobs, as in millrace.learn.state-dir.")
  private @Nullable Path blobs;

  @Option(
      names = "--groups-topic",
      paramLabel = "TOPIC",
      description = "The groups that were trained. Default: those that the settings name.")
  private @Nullable String groupsTopic;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Verdict verdict;
    try (TopicReader reader = address.open()) {
      Topics topics = address.topics(reader);
      JobSettings settings = settings(topics);
      List<WeightVersion> versions = reader.values(topics.weights(), WeightVersionCodec::decode);
      SurvivingLedger ledger =
          SurvivingLedger.of(reader.values(topics.ledger(), StepRecordCodec::decode), versions);
      Torch.enterThread();
      String recorded =
          settings.stream().recording() == null ? null : settings.stream().recording().topic();
      String topic =
          PipelineAddress.groupsTopic(reader, topics, groupsTopic == null ? recorded : groupsTopic);
      GroupWindow groups = new GroupWindow(reader, topic);
      verdict = new Verification(settings, ledger, groups).verify(steps.wanted(), progress());
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(verdict));
    } else {
      VerdictText.of(verdict).forEach(out::println);
    }
    out.flush();
    return verdict.passed() ? 0 : 1;
  }

  private JobSettings settings(Topics topics) {
    Map<String, String> typed =
        new HashMap<>(settingsFile == null ? Map.of() : JobOptionsFile.read(settingsFile));
    typed.putAll(options);
    typed.put("millrace.kafka.bootstrap", address.bootstrap());
    typed.put("millrace.pipeline", topics.pipeline());
    if (model != null) {
      typed.put("millrace.learn.model", model.toString());
    }
    if (blobs != null) {
      typed.put("millrace.learn.state-dir", blobs.toString());
    }
    // Verification publishes nothing; without blobs it starts from the starting policy.
    typed.putIfAbsent("millrace.learn.state-dir", "no-blobs");
    typed.putIfAbsent("millrace.learn.weights-dir", "nothing-is-published");
    return JobSettings.from(typed);
  }

  /** A word now and then on standard error: training again takes as long as training. */
  private LongConsumer progress() {
    long[] next = {System.nanoTime() + PROGRESS_NANOS};
    PrintWriter err = spec.commandLine().getErr();
    return step -> {
      long now = System.nanoTime();
      if (now >= next[0]) {
        err.println("step " + step + " is equal");
        err.flush();
        next[0] = now + PROGRESS_NANOS;
      }
    };
  }
}
