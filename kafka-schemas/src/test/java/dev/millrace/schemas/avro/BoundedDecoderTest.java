package dev.millrace.schemas.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedDecoderTest {
  @ParameterizedTest
  @ValueSource(longs = {5, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE})
  void aLengthThatTheRestCannotHoldIsRefusedBeforeAllocation(long length) throws IOException {
    byte[] bytes = encoded(length);
    assertThatThrownBy(() -> new BoundedDecoder(bytes, 0).readByteArray())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("length " + length);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Integer.MIN_VALUE, Long.MIN_VALUE})
  void aNegativeLengthIsRefused(long length) throws IOException {
    byte[] bytes = encoded(length);
    assertThatThrownBy(() -> new BoundedDecoder(bytes, 0).readString())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("negative length " + length);
  }

  @Test
  void theMostNegativeBlockCountIsRefused() throws IOException {
    byte[] bytes = encoded(Long.MIN_VALUE, 0);
    assertThatThrownBy(() -> new BoundedDecoder(bytes, 0).blockLength(1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("negative length");
  }

  @Test
  void aBlockMayDeclareItsSizeInBytes() throws IOException {
    byte[] bytes = encoded(-2, 2, 7, 8, 0);
    assertThat(new RecordReader(new BoundedDecoder(bytes, 0)).integers()).containsExactly(7, 8);
  }

  @Test
  void anArrayMayComeInSeveralBlocks() throws IOException {
    byte[] bytes = encoded(2, 7, 8, 1, 9, 0);
    assertThat(new RecordReader(new BoundedDecoder(bytes, 0)).integers()).containsExactly(7, 8, 9);
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    byte[] bytes = {2, (byte) 0xff};
    assertThatThrownBy(() -> new BoundedDecoder(bytes, 0).readString())
        .isInstanceOf(IOException.class);
  }

  @Test
  void theReplacementCharacterItselfIsText() throws IOException {
    byte[] bytes = {6, (byte) 0xEF, (byte) 0xBF, (byte) 0xBD};
    assertThat(new BoundedDecoder(bytes, 0).readString()).isEqualTo("\uFFFD");
  }

  @Test
  void aNumberOfMoreThan64BitsIsRefused() {
    byte[] bytes = new byte[11];
    Arrays.fill(bytes, (byte) 0x80);
    assertThatThrownBy(() -> new BoundedDecoder(bytes, 0).readLong())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("longer than 64 bits");
  }

  /** Returns the numbers in Avro's variable-length form, padded with one byte. */
  private static byte[] encoded(long... numbers) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    for (long number : numbers) {
      encoder.writeLong(number);
    }
    return bytes.toByteArray();
  }
}
