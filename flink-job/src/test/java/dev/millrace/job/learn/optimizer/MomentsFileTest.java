package dev.millrace.job.learn.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.policy.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MomentsFileTest {
  private static final List<String> NAMES = List.of("a.weight", "b.weight");

  @TempDir Path directory;
  private NDManager manager;

  @BeforeEach
  void open() {
    Torch.enterThread();
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void whatWasWrittenIsRead() throws IOException {
    Path file = directory.resolve("moments.safetensors");
    try (AdamW written = optimizer(2);
        AdamW read = optimizer(2)) {
      written.restore(
          7,
          List.of(new float[] {1, 2, 3, 4}, new float[] {5, -6}),
          List.of(new float[] {0, 1, 2, 3}, new float[] {9, 8}));
      MomentsFile.write(file, written, NAMES, Map.of("step", "3"));
      MomentsFile.read(file, read, NAMES);

      assertThat(read.updates()).isEqualTo(7);
      assertThat(read.firstMoments().get(0).toFloatArray()).containsExactly(1, 2, 3, 4);
      assertThat(read.firstMoments().get(1).toFloatArray()).containsExactly(5, -6);
      assertThat(read.secondMoments().get(0).toFloatArray()).containsExactly(0, 1, 2, 3);
      assertThat(read.secondMoments().get(1).toFloatArray()).containsExactly(9, 8);
    }
  }

  @Test
  void aFileOfOtherParametersIsRefusedAndChangesNothing() throws IOException {
    Path file = directory.resolve("moments.safetensors");
    try (AdamW written = optimizer(2);
        AdamW other = optimizer(3)) {
      MomentsFile.write(file, written, NAMES, Map.of());
      assertThatThrownBy(() -> MomentsFile.read(file, other, NAMES))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("adam.m.b.weight");
      assertThatThrownBy(() -> MomentsFile.read(file, written, List.of("a.weight", "c.weight")))
          .hasMessageContaining("adam.m.c.weight");
      assertThat(other.updates()).isZero();
    }
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    Path file = directory.resolve("moments.safetensors");
    try (AdamW optimizer = optimizer(2)) {
      MomentsFile.write(file, optimizer, NAMES, Map.of());
      byte[] bytes = Files.readAllBytes(file);
      for (int length : new int[] {0, 4, 100, bytes.length - 1}) {
        Files.write(file, Arrays.copyOf(bytes, length));
        assertThatThrownBy(() -> MomentsFile.read(file, optimizer, NAMES))
            .isInstanceOf(IOException.class)
            .hasMessageContaining(file.toString());
      }
    }
  }

  /** Two parameters, of shape [2,2] and [{@code size}]. */
  private AdamW optimizer(int size) {
    List<NDArray> parameters =
        List.of(manager.zeros(new Shape(2, 2)), manager.zeros(new Shape(size)));
    return new AdamW(parameters, manager, AdamWSettings.defaults());
  }
}
