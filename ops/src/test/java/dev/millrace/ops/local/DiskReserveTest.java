package dev.millrace.ops.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskReserveTest {
  @TempDir Path directory;

  @Test
  void roomIsShortBelowTheReserveAndUntilAQuarterMoreIsFree() {
    assertThat(DiskReserve.isShort(false, 400, 400)).isFalse();
    assertThat(DiskReserve.isShort(false, 399, 400)).isTrue();
    assertThat(DiskReserve.isShort(true, 499, 400)).isTrue();
    assertThat(DiskReserve.isShort(true, 500, 400)).isFalse();
  }

  @Test
  void shortageNamesDirectoryAndReserve() {
    assertThat(new DiskReserve(directory, Long.MAX_VALUE / 2).shortage())
        .contains(directory.toString())
        .contains("MiB free")
        .contains(((Long.MAX_VALUE / 2) >> 20) + " MiB are kept in reserve");
    assertThat(new DiskReserve(directory, 0).shortage()).isNull();
  }
}
