package dev.millrace.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ops.UserError;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeptOptionsTest {
  private static final Map<String, String> DEFAULTS = Map.of("--task", "addition", "--seed", "3");

  @TempDir Path directory;

  @Test
  void whatWasTypedBeforeCountsUntilItIsTypedAgain() {
    KeptOptions first = typed("--arm", "dapo", "--set", "millrace.replay.max-age=8", "--seed", "5");
    KeptOptions second =
        kept(first, typed("--set", "millrace.replay.lead=3", "--set", "millrace.replay.max-age=9"));
    assertThat(second.arguments())
        .containsExactly(
            "--arm",
            "dapo",
            "--seed",
            "5",
            "--set",
            "millrace.replay.lead=3",
            "--set",
            "millrace.replay.max-age=9",
            "--task",
            "addition");
  }

  @Test
  void callsOwnOptionsAreNotKept() {
    assertThat(typed("--json", "--state-dir", "x", "--interval", "5").values()).isEmpty();
  }

  @Test
  void filesAreFoundFromAnyDirectory() {
    assertThat(typed("--model", "here").values())
        .containsEntry("--model", Path.of("here").toAbsolutePath().toString());
  }

  @Test
  void runThatExistsKeepsItsPromptsAndItsPolicy() {
    KeptOptions run = kept(none(), typed("--arm", "grpo"));
    assertThatThrownBy(() -> kept(run, typed("--seed", "4")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("--seed 4")
        .hasMessageContaining("has 3")
        .hasMessageContaining(directory.toString());
    assertThatThrownBy(() -> kept(run, typed("--model", "other")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has none");
    assertThat(kept(run, typed("--seed", "3", "--arm", "popo")).values())
        .containsEntry("--arm", "popo");
  }

  @Test
  void defaultsThatDecideTheRunAreKeptSoThatALaterDefaultChangesNothing() {
    assertThat(kept(none(), none()).values())
        .containsEntry("--seed", "3")
        .containsEntry("--task", "addition");
  }

  @Test
  void fileGivesBackWhatWasWritten() {
    Path file = directory.resolve("run.json");
    KeptOptions options = typed("--seed", "5", "--set", "a=b=c");
    options.write(file);
    assertThat(KeptOptions.read(file)).isEqualTo(options);
    assertThat(KeptOptions.read(directory.resolve("absent")).values()).isEmpty();
  }

  @Test
  void damagedFileIsNamed() throws Exception {
    Path file = java.nio.file.Files.writeString(directory.resolve("run.json"), "{");
    assertThatThrownBy(() -> KeptOptions.read(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file.toString());
  }

  private KeptOptions kept(KeptOptions before, KeptOptions typed) {
    return before.followedBy(typed, DEFAULTS, directory);
  }

  private static KeptOptions none() {
    return new KeptOptions(new TreeMap<>());
  }

  private static KeptOptions typed(String... arguments) {
    return KeptOptions.typed(new CommandLine(new UpCommand()).parseArgs(arguments));
  }
}
