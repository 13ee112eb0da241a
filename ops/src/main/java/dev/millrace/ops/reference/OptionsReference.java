package dev.millrace.ops.reference;

import dev.millrace.job.Arm;
import dev.millrace.job.JobSettings;
import dev.millrace.job.settings.Option;
import dev.millrace.ops.loop.LoopPipeline;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The text of docs/options.md: every option of the command, the job and the generator. */
final class OptionsReference {
  private static final String PREFIX = "millrace.";

  private final StringBuilder text = new StringBuilder();

  private OptionsReference() {}

  /**
   * The whole reference, as Markdown.
   *
   * @param millrace the command with its subcommands
   */
  static String of(CommandLine millrace) {
    OptionsReference reference = new OptionsReference();
    reference.text.append(
        """
        # Options

        Written from the code by `millrace options`; a test compares this file with it.

        ## The command

        `--help` and `--version` are everywhere. Exit status: 0 success, 1 a failure or a check that did not pass, 2 a command
        line that cannot be understood.

        """);
    reference.commands(millrace);
    reference.job();
    return reference.text.toString();
  }

  private void commands(CommandLine parent) {
    for (CommandLine command : parent.getSubcommands().values()) {
      CommandSpec spec = command.getCommandSpec();
      if (spec.usageMessage().hidden() || spec.name().equals("help")) {
        continue;
      }
      if (command.getSubcommands().isEmpty()) {
        line("### `" + spec.qualifiedName() + usage(spec) + "`");
        line("");
        line(String.join(" ", spec.usageMessage().description()));
        line("");
        arguments(spec);
      }
      commands(command);
    }
  }

  private static String usage(CommandSpec spec) {
    return spec.positionalParameters().stream()
        .map(parameter -> " " + parameter.paramLabel())
        .collect(Collectors.joining());
  }

  private void arguments(CommandSpec spec) {
    List<OptionSpec> options =
        spec.options().stream()
            .filter(option -> !option.hidden() && !option.versionHelp() && !option.usageHelp())
            .toList();
    if (options.isEmpty() && spec.positionalParameters().isEmpty()) {
      return;
    }
    line("| option | meaning |");
    line("|---|---|");
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      row(code(parameter.paramLabel()), described(parameter));
    }
    for (OptionSpec option : options) {
      String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
      row(code(option.longestName() + label), described(option));
    }
    line("");
  }

  private static String described(ArgSpec argument) {
    return String.join(" ", argument.description());
  }

  private void job() {
    text.append(
        """
        ## The job and the generator

        For `millrace demo`, `millrace up`, `millrace train` and `millrace bench`, each with `--set KEY=VALUE`; for a job on
        another cluster, as `--KEY VALUE` arguments of `dev.millrace.job.TrainingJob`; neither it nor `train` has a
        generator. Keys under `millrace.kafka.properties.` are handed to every Kafka client of the job. In the tables, the keys are without
        `millrace.`.

        """);
    Map<String, List<Option<?>>> rooms =
        JobSettings.options().stream()
            .collect(
                Collectors.groupingBy(
                    OptionsReference::room, LinkedHashMap::new, Collectors.toList()));
    rooms.put("generator", LoopPipeline.GENERATOR_OPTIONS);
    rooms.forEach(this::room);
    arms();
    choices();
  }

  private void room(String room, Collection<Option<?>> options) {
    line("### " + room);
    line("");
    line("| key | accepts | default | meaning |");
    line("|---|---|---|---|");
    for (Option<?> option : options) {
      String defaultText = option.defaultText().isEmpty() ? "" : code(option.defaultText());
      row(
          code(option.key().substring(PREFIX.length())),
          option.type(),
          defaultText,
          option.description());
    }
    line("");
  }

  private void arms() {
    line("### What an arm presets");
    line("");
    line("An arm is a name for these values; an option that is typed goes before its preset.");
    line("");
    line("| arm | presets |");
    line("|---|---|");
    for (Arm arm : Arm.values()) {
      row(code(Option.kebab(arm)), arm.presets().isEmpty() ? "none" : pairs(arm.presets()));
    }
    line("");
  }

  private void choices() {
    line("### What `demo`, `up` and `bench` preset");
    line("");
    line("In place of the defaults above, where nothing else is typed:");
    line("");
    line(pairs(LoopPipeline.CHOICES) + ".");
    line(
        "`learn.decay-steps` is the number of steps of the run (`up`: 0); `ingest.vocabulary-size`,");
    line("`ingest.max-tokens` and `ingest.tokenizer-digest` are those of the starting policy.");
    line("");
    line(
        "`train` presets these three as well, `learn.device=cpu`, and `replay.fill-only-timeout=0`.");
  }

  private static String pairs(Map<String, String> values) {
    return new TreeMap<>(values)
        .entrySet().stream()
            .map(entry -> code(entry.getKey().substring(PREFIX.length()) + "=" + entry.getValue()))
            .collect(Collectors.joining(", "));
  }

  private static String room(Option<?> option) {
    String name = option.key().substring(PREFIX.length());
    int dot = name.indexOf('.');
    return dot < 0 || name.startsWith("kafka.") ? "the stream" : name.substring(0, dot);
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private void row(String... cells) {
    line("| " + String.join(" | ", cells) + " |");
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
