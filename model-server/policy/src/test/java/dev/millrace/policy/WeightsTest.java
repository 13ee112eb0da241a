package dev.millrace.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.millrace.policy.safetensors.InvalidWeightsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WeightsTest {
  @TempDir Path directory;

  @BeforeEach
  void enter() {
    Torch.enterThread();
  }

  private static List<float[]> values(Policy policy) {
    return policy.parameters().stream().map(NDArray::toFloatArray).toList();
  }

  @ParameterizedTest
  @MethodSource("dev.millrace.policy.DecoderTest#shapes")
  void writtenWeightsAreReadBackBitEqual(PolicyConfig config) throws IOException {
    Path file = directory.resolve("w.safetensors");
    try (Policy source = TestObjects.policy(config, 1);
        Policy target = TestObjects.policy(config, 2)) {
      source.requireGradients(true);
      target.requireGradients(true);
      WeightsFile written = source.writeWeights(file, true);
      assertThat(written.bytes()).isEqualTo(Files.size(file));
      assertThat(written.sha256()).isEqualTo(WeightsFile.digest(file));
      target.readWeights(file);
      assertThat(values(target)).usingRecursiveComparison().isEqualTo(values(source));
      assertThat(target.parameters()).allMatch(NDArray::hasGradient);
      assertThat(target.writeWeights(directory.resolve("v"), false).sha256())
          .isEqualTo(written.sha256());
    }
    try (var files = Files.list(directory)) {
      assertThat(files.map(f -> f.getFileName().toString())).noneMatch(f -> f.endsWith(".tmp"));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.millrace.policy.DecoderTest#shapes")
  void anExportedDirectoryLoadsBitEqual(PolicyConfig config) {
    TokenizerFiles.writeCharacters(directory.resolve("t"), List.of("a", "b", "</s>"));
    try (Policy source = TestObjects.policy(config, 1)) {
      source.export(directory.resolve("p"), directory.resolve("t"));
      try (Policy copy = Policy.load(directory.resolve("p"), Device.cpu())) {
        assertThat(values(copy)).usingRecursiveComparison().isEqualTo(values(source));
        assertThat(copy.config()).usingRecursiveComparison().isEqualTo(config);
      }
    }
    assertThat(directory.resolve("p").resolve("tokenizer.json")).exists();
  }

  @Test
  void equalSeedsGiveEqualWeights() {
    try (Policy a = Policy.initialise(TestObjects.llama(), 5, Device.cpu());
        Policy b = Policy.initialise(TestObjects.llama(), 5, Device.cpu());
        Policy c = Policy.initialise(TestObjects.llama(), 6, Device.cpu())) {
      assertThat(values(a)).usingRecursiveComparison().isEqualTo(values(b));
      assertThat(values(a)).usingRecursiveComparison().isNotEqualTo(values(c));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.millrace.policy.Corruption#all")
  void aCorruptedFileIsRefusedAndChangesNothing(Corruption corruption) throws IOException {
    Path file = directory.resolve("w.safetensors");
    try (Policy source = TestObjects.policy(TestObjects.llama(), 1);
        Policy target = TestObjects.policy(TestObjects.llama(), 2)) {
      source.writeWeights(file, false);
      Files.write(file, corruption.apply(Files.readAllBytes(file)));
      List<float[]> before = values(target);
      assertThatThrownBy(() -> target.readWeights(file))
          .isInstanceOf(InvalidWeightsException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining(corruption.complaint())
          .message()
          .satisfies(message -> assertThat(message.lines().count()).isEqualTo(1));
      assertThat(values(target)).usingRecursiveComparison().isEqualTo(before);
    }
  }

  @Test
  void aWriteThatFailsLeavesNothingBehind() throws IOException {
    // A directory with an entry cannot be replaced by a file.
    Path taken = Files.createDirectory(directory.resolve("w"));
    Files.createFile(taken.resolve("entry"));
    try (Policy policy = TestObjects.policy(TestObjects.llama(), 1)) {
      assertThatThrownBy(() -> policy.writeWeights(taken, false))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(taken + ": cannot be written");
    }
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(taken);
    }
  }

  @Test
  void aMissingFileIsRefused() {
    try (Policy policy = TestObjects.policy(TestObjects.llama(), 1)) {
      assertThatThrownBy(() -> policy.readWeights(directory.resolve("none")))
          .isInstanceOf(InvalidWeightsException.class)
          .hasMessageContaining("no such file");
    }
  }

  @Test
  void aFlippedBitChangesTheDigest() throws IOException {
    Path file = directory.resolve("w.safetensors");
    try (Policy policy = TestObjects.policy(TestObjects.llama(), 1)) {
      WeightsFile written = policy.writeWeights(file, false);
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length - 5] ^= 1;
      Files.write(file, bytes);
      assertThat(WeightsFile.digest(file)).isNotEqualTo(written.sha256());
    }
  }
}
