package dev.millrace.policy.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StoredTypeTest {
  @Test
  void halfPrecisionNumbersWidenExactly() {
    assertThat(StoredType.halfToFloat((short) 0x3c00)).isEqualTo(1f);
    assertThat(StoredType.halfToFloat((short) 0xc000)).isEqualTo(-2f);
    assertThat(StoredType.halfToFloat((short) 0x7bff)).isEqualTo(65504f);
    assertThat(StoredType.halfToFloat((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(StoredType.halfToFloat((short) 0x83ff)).isEqualTo(-1023 * 0x1p-24f);
    assertThat(StoredType.halfToFloat((short) 0x0400)).isEqualTo(0x1p-14f);
    assertThat(StoredType.halfToFloat((short) 0x7c00)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(StoredType.halfToFloat((short) 0x7e00)).isNaN();
  }
}
