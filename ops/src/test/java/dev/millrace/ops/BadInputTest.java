package dev.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.millrace.ops.MillraceTest.Ending;
import dev.millrace.ops.task.AdditionTask;
import dev.millrace.policy.Policy;
import dev.millrace.policy.TokenizerFiles;
import dev.millrace.policy.Torch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files, directories and ports that cannot be used: one line that names them, and status 1. */
class BadInputTest {
  private static final int VOCABULARY = 15;

  @TempDir Path directory;
  private Path model;
  private Path state;

  @BeforeEach
  void makePolicy() {
    LogFile.use(Path.of("target", "bad-input.log"));
    model = directory.resolve("model");
    state = directory.resolve("state");
    writeTokenizer(VOCABULARY);
    Torch.enterThread();
    try (Policy policy =
        Policy.initialise(AdditionTask.standard().policy(VOCABULARY, 13, 14), 1, Device.cpu())) {
      policy.export(model, model);
    }
  }

  @Test
  void truncatedWeightsAreNamed() throws IOException {
    cut("model.safetensors", Files.size(model.resolve("model.safetensors")) - 4);
    checkPolicyFails("model.safetensors: the tensors cover ");
    cut("model.safetensors", 3);
    checkPolicyFails("model.safetensors: 3 bytes are too few for a header");
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    Files.delete(model.resolve("model.safetensors"));
    checkPolicyFails("model.safetensors: no such file");
    Files.delete(model.resolve("config.json"));
    checkPolicyFails("config.json: no such file");
  }

  @Test
  void unsupportedArchitectureIsNamedWithTheSupportedOnes() throws IOException {
    Files.writeString(
        model.resolve("config.json"),
        "{\"model_type\": \"gpt2\", \"architectures\": [\"GPT2LMHeadModel\"]}");
    checkPolicyFails("config.json: model_type 'gpt2'", "supported are llama, qwen2 and qwen3");
  }

  @Test
  void vocabularyThatDoesNotFitTheTokenizerIsNamed() {
    writeTokenizer(VOCABULARY + 1);
    checkPolicyFails("tokenizer.json: 16 tokens, the policy has a vocabulary of 15");
  }

  @Test
  void truncatedTokenizerIsNamed() throws IOException {
    cut("tokenizer.json", 40);
    checkPolicyFails("tokenizer.json: not JSON: ");
  }

  @Test
  void objectiveCasesThatAreNoJsonAreNamedWithTheirLine() throws IOException {
    Path cases = directory.resolve("cases.json");
    Files.writeString(cases, "{\"cases\": [\n");
    assertOneLine(MillraceTest.run("check", "objective", cases.toString()), 1, "is not JSON (line");
  }

  @Test
  void promptsThatAreNoJsonAreNamedWithTheirLine() throws IOException {
    Path prompts = directory.resolve("prompts.jsonl");
    Files.writeString(
        prompts,
        "{\"prompt\": \"1\", \"reference\": \"1\", \"verifier\": \"exact\"}\n{\"prompt\": \n");
    demoFails(1, "prompts.jsonl:2: not JSON", "--model", model, "--prompts", prompts);
  }

  @Test
  void stateDirectoryThatIsAFileOrAnothersIsNamed() throws IOException {
    Files.writeString(state, "");
    demoFails(1, "state: is a file");
    Files.delete(state);
    Files.createDirectories(state);
    Files.writeString(state.resolve("thesis.tex"), "");
    demoFails(1, "state: is not empty and was not made by millrace");
    assertThat(state.resolve("thesis.tex")).exists();
  }

  @Test
  void occupiedPortIsNamedWithItsOption() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      for (String option : List.of("--kafka-port", "--dashboard-port")) {
        demoFails(1, option + " " + port + ": the port is in use", option, port);
      }
    }
    assertNothingWasWritten();
  }

  @Test
  void optionsThatWouldStarveTheLoopAreNamed() throws IOException {
    demoFails(
        2,
        "millrace.learn.publish-every must be <= millrace.replay.lead 2, was 5",
        "--set",
        "millrace.learn.publish-every=5");
    assertNothingWasWritten();
  }

  private void checkPolicyFails(String... words) {
    assertOneLine(MillraceTest.run("check", "policy", model.toString()), 1, words);
  }

  private void demoFails(int status, String words, Object... arguments) {
    String[] all =
        Stream.concat(Stream.of("demo", "--state-dir", state), Stream.of(arguments))
            .map(String::valueOf)
            .toArray(String[]::new);
    assertOneLine(MillraceTest.run(all), status, words);
  }

  private static void assertOneLine(Ending ending, int status, String... words) {
    assertThat(ending.status()).as(ending.err()).isEqualTo(status);
    assertThat(ending.out()).isEmpty();
    assertThat(ending.err()).hasLineCount(1).contains(words).doesNotContain("Source: REDACTED");
  }

  private void assertNothingWasWritten() throws IOException {
    try (Stream<Path> files = Files.walk(state).filter(Files::isRegularFile)) {
      assertThat(files).containsExactly(state.resolve(".millrace-state"));
    }
  }

  private void cut(String file, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(model.resolve(file), StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  private void writeTokenizer(int tokens) {
    TokenizerFiles.writeCharacters(
        model, IntStream.range(0, tokens).mapToObj(i -> "" + (char) ('a' + i)).toList());
  }
}
