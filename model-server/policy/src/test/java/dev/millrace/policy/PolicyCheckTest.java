package dev.millrace.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyCheckTest {
  @TempDir Path directory;

  @BeforeEach
  void enter() {
    Torch.enterThread();
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama-tiny", "qwen2-tiny", "stories260k", "verl-digit-completion"})
  void realPoliciesPass(String name) {
    PolicyCheck.Report report = PolicyCheck.run(SharedData.policy(name), Device.cpu());
    assertThat(report.passed()).as("%s", report).isTrue();
    if (!name.startsWith("verl")) {
      assertThat(report.referenceError()).isNotNull();
      assertThat(report.greedyEqual()).isNotNull();
    }
  }

  @Test
  void aPolicyWithoutReferencesPassesOnWhatCanBeChecked() {
    export(TestObjects.llama());
    PolicyCheck.Report report = PolicyCheck.run(directory, Device.cpu());
    assertThat(report.referenceError()).isNull();
    assertThat(report.greedyEqual()).isNull();
    assertThat(report.parameters()).isEqualTo(TestObjects.llama().parameterCount());
    assertThat(report.passed()).isTrue();
  }

  @Test
  void otherReferenceValuesFail() throws IOException {
    export(TestObjects.llama());
    Files.writeString(
        directory.resolve("golden.json"),
        "{\"rows\": [{\"input_ids\": [3, 4, 5], \"token_logprobs\": [-1.5, -2.5]}]}");
    PolicyCheck.Report report = PolicyCheck.run(directory, Device.cpu());
    assertThat(report.referenceError()).isGreaterThan(PolicyCheck.REFERENCE_TOLERANCE);
    assertThat(report.passed()).isFalse();
  }

  @Test
  void aVocabularyThatIsTooSmallForTheTokenizerIsRefused() {
    export(TestObjects.llama());
    List<String> tokens = IntStream.range(0, 24).mapToObj(i -> "" + (char) ('a' + i)).toList();
    TokenizerFiles.writeCharacters(directory, tokens);
    assertThatThrownBy(() -> Policy.load(directory, Device.cpu()))
        .isInstanceOf(InvalidPolicyException.class)
        .hasMessageContaining("tokenizer.json")
        .hasMessageContaining("24 tokens, the policy has a vocabulary of 23");
  }

  private void export(PolicyConfig config) {
    TokenizerFiles.writeCharacters(directory, List.of("a", "b", "</s>"));
    try (Policy policy = TestObjects.policy(config, 1)) {
      policy.export(directory, directory);
    }
  }
}
