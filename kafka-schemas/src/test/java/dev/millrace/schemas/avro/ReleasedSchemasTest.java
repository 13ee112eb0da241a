package dev.millrace.schemas.avro;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.DropReason;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.SlotKind;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReleasedSchemasTest {
  @ParameterizedTest
  @EnumSource(Wire.class)
  void everyReleasedVersionReadsAndIsReadByEveryOther(Wire wire) throws Exception {
    List<Schema> versions = Contract.released(wire.recordName, newest(wire)).versions();
    for (Schema reader : versions) {
      for (Schema writer : versions) {
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType())
            .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
      }
    }
  }

  /** A change of a released file fails here: it belongs into a new file with the next number. */
  @ParameterizedTest
  @EnumSource(Wire.class)
  void releasedFilesAreNeverChanged(Wire wire) throws Exception {
    Properties digests = digests();
    int newest = newest(wire);
    for (int version = 1; version <= newest; version++) {
      String file = wire.recordName + "/" + version + ".avsc";
      assertThat(digest(file)).as(file).isEqualTo(digests.getProperty(file));
    }
    assertThat(
            ReleasedSchemasTest.class.getResource(wire.recordName + "/" + (newest + 1) + ".avsc"))
        .as("every released file has its digest in released-schemas.properties")
        .isNull();
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void theWriterUsesTheNewestReleasedVersion(Wire wire) throws Exception {
    Schema newest = Contract.released(wire.recordName, newest(wire)).current();
    byte[] expected =
        new BinaryMessageEncoder<>(GenericData.get(), newest)
            .encode(
                new BinaryMessageDecoder<>(GenericData.get(), newest)
                    .decode(wire.sample(1).bytes()))
            .array();
    assertThat(Arrays.copyOf(wire.sample(1).bytes(), 10)).isEqualTo(Arrays.copyOf(expected, 10));
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void everyRecordFieldAndEnumIsDocumented(Wire wire) throws Exception {
    documented(Contract.released(wire.recordName, newest(wire)).current(), new HashSet<>());
  }

  @Test
  void enumSymbolsAreTheConstantsInTheirOrder() {
    assertThat(symbols("ResponseGroup", "responses", "finishReason"))
        .isEqualTo(Arrays.stream(FinishReason.values()).map(Enum::name).toList());
    assertThat(symbols("StepRecord", "slots", "kind"))
        .isEqualTo(Arrays.stream(SlotKind.values()).map(Enum::name).toList());
    assertThat(symbols("DroppedGroup", "reason"))
        .isEqualTo(Arrays.stream(DropReason.values()).map(Enum::name).toList());
  }

  private static void documented(Schema schema, Set<String> seen) {
    switch (schema.getType()) {
      case RECORD -> {
        if (seen.add(schema.getFullName())) {
          assertThat(schema.getDoc()).as(schema.getFullName()).isNotBlank();
          for (Schema.Field field : schema.getFields()) {
            assertThat(field.doc()).as(schema.getName() + "." + field.name()).isNotBlank();
            documented(field.schema(), seen);
          }
        }
      }
      case ENUM -> {
        assertThat(schema.getDoc()).as(schema.getFullName()).isNotBlank();
        assertThat(schema.getEnumDefault()).as(schema.getFullName()).isEqualTo("UNKNOWN");
      }
      case ARRAY -> documented(schema.getElementType(), seen);
      case MAP -> documented(schema.getValueType(), seen);
      case UNION -> schema.getTypes().forEach(branch -> documented(branch, seen));
      default -> {}
    }
  }

  private static List<String> symbols(String record, String... path) {
    Schema schema = Contract.released(record, 1).current();
    for (String field : path) {
      schema = schema.getField(field).schema();
      if (schema.getType() == Schema.Type.ARRAY) {
        schema = schema.getElementType();
      }
    }
    return schema.getEnumSymbols();
  }

  private static int newest(Wire wire) throws Exception {
    return (int)
        digests().stringPropertyNames().stream()
            .filter(file -> file.startsWith(wire.recordName + "/"))
            .count();
  }

  private static Properties digests() throws Exception {
    Properties digests = new Properties();
    try (InputStream in =
        ReleasedSchemasTest.class.getResourceAsStream("/released-schemas.properties")) {
      digests.load(in);
    }
    return digests;
  }

  /** Returns the sha256 of a schema without its docs, which may be improved. */
  private static String digest(String file) throws Exception {
    try (InputStream in = ReleasedSchemasTest.class.getResourceAsStream(file)) {
      JsonNode schema = new ObjectMapper().readTree(in);
      withoutDocs(schema);
      byte[] bytes = schema.toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
  }

  private static void withoutDocs(JsonNode node) {
    if (node instanceof ObjectNode object && object.path("doc").isTextual()) {
      object.remove("doc");
    }
    node.forEach(ReleasedSchemasTest::withoutDocs);
  }
}
