package dev.millrace.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchTest {
  @BeforeEach
  void enter() {
    Torch.enterThread();
  }

  @Test
  void theEngineComputesKnownAnswers() {
    Torch.selfCheck(Device.cpu());
  }

  @Test
  void aThreadThatEnteredRecordsNoGradientsAndFindsTheEngine()
      throws ExecutionException, InterruptedException {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      boolean gradients =
          CompletableFuture.supplyAsync(
                  () -> {
                    Thread.currentThread().setContextClassLoader(null);
                    JniUtils.setGradMode(true);
                    Torch.enterThread();
                    return JniUtils.isGradMode();
                  },
                  thread)
              .get();
      assertThat(gradients).isFalse();
    } finally {
      thread.shutdown();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "cuda", "gpu", "gpu:", "gpu:-1", "gpu:x", "GPU:0", "cpu:0", "gpu:99999"})
  void otherNamesOfDevicesAreRefused(String option) {
    assertThatThrownBy(() -> Torch.device(option))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("device must be auto, cpu or gpu:N, was '" + option + "'");
  }

  @Test
  void aDeviceThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> Torch.device("gpu:9999"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("device 'gpu:9999' does not exist");
    assertThat(Torch.device("cpu")).isEqualTo(Device.cpu());
  }

  @ParameterizedTest
  @ValueSource(strings = {"BFLOAT16", "FLOAT16", "INT16", "UINT32", "COMPLEX64", "STRING"})
  void typesThatWouldEndTheProcessAreRefusedByName(String name) {
    try (NDManager manager = Torch.rootManager(Device.cpu())) {
      assertThatThrownBy(() -> Torch.zeros(manager, new Shape(1), DataType.valueOf(name)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name);
    }
  }
}
