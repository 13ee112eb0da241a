package dev.millrace.schemas.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.generic.GenericData;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;

class CodecTest {
  @Property(seed = "42", tries = 600)
  void decodeOfEncodeIsIdentity(@ForAll Wire wire, @ForAll long seed) throws Exception {
    Wire.Sample sample = wire.sample(seed);
    assertThat(wire.decode(sample.bytes())).usingRecursiveComparison().isEqualTo(sample.value());
  }

  @Property(seed = "42", tries = 600)
  void avrosOwnMessageDecoderReadsTheSameFields(@ForAll Wire wire, @ForAll long seed)
      throws IOException {
    Wire.Sample sample = wire.sample(seed);
    var schema = Contract.released(wire.recordName, newestVersion(wire)).current();
    Object generic = new BinaryMessageDecoder<>(GenericData.get(), schema).decode(sample.bytes());
    byte[] again = new BinaryMessageEncoder<>(GenericData.get(), schema).encode(generic).array();
    // Maps may be written in another order, the rest is the same bytes.
    assertThat(again).hasSize(sample.bytes().length);
  }

  private static int newestVersion(Wire wire) {
    int version = 1;
    while (Contract.class.getResource(wire.recordName + "/" + (version + 1) + ".avsc") != null) {
      version++;
    }
    return version;
  }

  @Property(seed = "42", tries = 100)
  void everyTruncationIsMalformed(@ForAll Wire wire, @ForAll long seed) {
    byte[] bytes = wire.sample(seed).bytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> wire.decode(cut)).isInstanceOf(MalformedRecordException.class);
    }
  }

  @Property(seed = "42", tries = 12_000)
  void mutatedBytesAreARecordOrMalformed(@ForAll Wire wire, @ForAll long seed) {
    byte[] bytes = wire.sample(seed).bytes();
    Random random = new Random(seed);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      bytes[10 + random.nextInt(bytes.length - 10)] ^= (byte) (1 << random.nextInt(8));
    }
    decodesOrIsMalformed(wire, bytes);
  }

  @Property(seed = "42", tries = 12_000)
  void randomBodiesAreARecordOrMalformed(@ForAll Wire wire, @ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = Arrays.copyOf(wire.sample(seed).bytes(), 10 + random.nextInt(200));
    for (int i = 10; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(256);
    }
    decodesOrIsMalformed(wire, bytes);
  }

  @Property(seed = "42", tries = 200)
  void trailingBytesAreMalformed(@ForAll Wire wire, @ForAll long seed) {
    byte[] bytes = wire.sample(seed).bytes();
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatThrownBy(() -> wire.decode(longer))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining("1 bytes after the end");
  }

  @Property(seed = "42", tries = 100)
  void anUnknownFingerprintIsNamedByTheFirstBytes(@ForAll Wire wire, @ForAll long seed) {
    byte[] bytes = wire.sample(seed).bytes();
    bytes[5] ^= 1;
    String hex = HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(16, bytes.length)));
    assertThatThrownBy(() -> wire.decode(bytes))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining(hex);
  }

  @Property(seed = "42", tries = 50)
  void textThatIsNoRecordIsMalformed(@ForAll Wire wire, @ForAll String text) {
    assertThatThrownBy(() -> wire.decode(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedRecordException.class);
  }

  private static void decodesOrIsMalformed(Wire wire, byte[] bytes) {
    try {
      assertThat(wire.decode(bytes)).isNotNull();
    } catch (MalformedRecordException expected) {
      assertThat(expected).hasMessageStartingWith(wire.recordName);
    }
  }
}
