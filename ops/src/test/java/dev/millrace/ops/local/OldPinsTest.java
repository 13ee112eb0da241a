package dev.millrace.ops.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OldPinsTest {
  @TempDir Path learner;

  @Test
  void newestTwoPinsAndEveryBlobStay() throws Exception {
    for (int i = 1; i <= 4; i++) {
      Path pin = Files.writeString(learner.resolve("savepoint-" + (10 - i) + "-1.pin"), "x");
      Files.setLastModifiedTime(pin, FileTime.fromMillis(1_000L * i));
    }
    Files.writeString(learner.resolve("weights-aa.safetensors"), "x");
    OldPins.delete(learner);
    assertThat(learner.toFile().list())
        .containsExactlyInAnyOrder(
            "savepoint-7-1.pin", "savepoint-6-1.pin", "weights-aa.safetensors");
  }

  @Test
  void runThatNeverBeganHasNone() throws Exception {
    OldPins.delete(learner.resolve("absent"));
  }
}
