package dev.millrace.ops.intake;

import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a broken, old, new or hostile producer may write. Each kind is malformed by construction,
 * whatever is drawn, so how many dead letters there must be is known without decoding anything.
 */
final class FuzzedRecords {
  private static final int HEADER = 10;
  private static final int TEN_MEGABYTES = 10_000_000;
  private static final String SCHEMA = "/dev/millrace/schemas/avro/ResponseGroup/2.avsc";

  /** The kinds, each with a part of the reason that its dead letters must give. */
  enum Kind {
    RANDOM_BYTES("of any released schema"),
    TRUNCATED(""),
    TRAILING_BYTES("bytes after the end of the record"),
    ABSURD_LENGTH(""),
    NEGATIVE_LENGTH(""),
    UNKNOWN_FINGERPRINT("of any released schema"),
    FUTURE_SCHEMA("of any released schema"),
    NAN_LOG_PROB("log-prob NaN at 1"),
    INFINITE_LOG_PROB("log-prob -Infinity at 0"),
    FOREIGN_TOKEN("is not below"),
    NEGATIVE_TOKEN("is not below"),
    NO_RESPONSE("has no responses"),
    ONE_RESPONSE("nothing to be compared with"),
    NOBODYS_VERIFIER("unknown verifier"),
    OTHER_TOKENIZER("tokenizer"),
    ENDLESS_ID("an id of more than"),
    EMPTY("of any released schema"),
    TOMBSTONE("of any released schema"),
    TEN_MEGABYTE_RESPONSE("more than 8388608");

    final String reason;

    Kind(String reason) {
      this.reason = reason;
    }
  }

  /** Few, for the sake of the disk; all others are drawn evenly. */
  private static final int TEN_MEGABYTE_EVERY = 20_000;

  private final long seed;
  private final Schema schema;
  private final Schema later;

  FuzzedRecords(long seed) {
    this.seed = seed;
    this.schema = schema();
    List<Schema.Field> fields = new ArrayList<>();
    schema.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    fields.add(
        new Schema.Field("mood", Schema.create(Schema.Type.STRING), "of later days", "good"));
    this.later =
        Schema.createRecord(
            schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }

  private static Schema schema() {
    try (var file = ResponseGroup.class.getResourceAsStream(SCHEMA)) {
      return new Schema.Parser().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Kind kind(int number) {
    if (number % TEN_MEGABYTE_EVERY == TEN_MEGABYTE_EVERY - 1) {
      return Kind.TEN_MEGABYTE_RESPONSE;
    }
    return Kind.values()[random(number).nextInt(Kind.values().length - 1)];
  }

  /** The bytes of a record; the same for the same seed and number. */
  byte @Nullable [] value(int number) {
    SplittableRandom random = random(number);
    random.nextInt(); // The kind.
    String id = "fuzz-" + number;
    Response right = TestGroups.right(id);
    byte[] good = TestGroups.encoded(id);
    return switch (kind(number)) {
      case RANDOM_BYTES -> random(random);
      case TRUNCATED -> Arrays.copyOf(good, random.nextInt(HEADER, good.length));
      case TRAILING_BYTES -> Arrays.copyOf(good, good.length + random.nextInt(1, 100));
      // The first field is the id, its length a zig-zag number in front of it.
      case ABSURD_LENGTH -> withLength(good, random.nextLong(1L << 30, Long.MAX_VALUE / 2));
      case NEGATIVE_LENGTH -> withLength(good, -random.nextLong(1, Long.MAX_VALUE / 2));
      case UNKNOWN_FINGERPRINT -> withFingerprint(good, random.nextLong());
      case FUTURE_SCHEMA -> ofLaterSchema(good);
      case NAN_LOG_PROB -> with(id, right, odd(new float[] {-1, Float.NaN}, 4, 5));
      case INFINITE_LOG_PROB -> with(id, right, odd(new float[] {Float.NEGATIVE_INFINITY}, 4));
      case FOREIGN_TOKEN -> with(id, right, odd(new float[1], random.nextInt(100, 1 << 30)));
      case NEGATIVE_TOKEN -> with(id, right, odd(new float[1], -random.nextInt(1, 1 << 30)));
      case NO_RESPONSE -> withoutResponses(good);
      case ONE_RESPONSE -> with(id, right);
      case NOBODYS_VERIFIER -> encoded(id, "nobody", TestGroups.TOKENIZER);
      case OTHER_TOKENIZER -> encoded(id, "exact", "another");
      case ENDLESS_ID -> TestGroups.encoded("e".repeat(random.nextInt(257, 5_000)));
      case EMPTY -> new byte[0];
      case TOMBSTONE -> null;
      case TEN_MEGABYTE_RESPONSE -> with(id, right, longWinded(random));
    };
  }

  private SplittableRandom random(int number) {
    return new SplittableRandom(seed + 0x9E3779B97F4A7C15L * number);
  }

  private static byte[] random(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(1, 2000)];
    random.nextBytes(bytes);
    bytes[0] = (byte) random.nextInt(0xC3); // never the first byte of a single object
    return bytes;
  }

  private static Response odd(float[] logProbs, int... tokens) {
    return TestGroups.response("odd", "3", logProbs, tokens);
  }

  private static Response longWinded(SplittableRandom random) {
    byte[] letters = new byte[TEN_MEGABYTES];
    Arrays.fill(letters, (byte) random.nextInt('a', 'z'));
    return TestGroups.response(
        "long",
        new String(letters, java.nio.charset.StandardCharsets.US_ASCII),
        TestGroups.logProbs(1),
        4);
  }

  private static byte[] with(String id, Response... responses) {
    return ResponseGroupCodec.encode(
        TestGroups.group(id, TestGroups.prompt("exact"), List.of(responses), TestGroups.TOKENIZER));
  }

  private static byte[] encoded(String id, String verifier, String tokenizer) {
    return ResponseGroupCodec.encode(
        TestGroups.group(
            id,
            TestGroups.prompt(verifier),
            List.of(TestGroups.right(id), TestGroups.wrong(id)),
            tokenizer));
  }

  private static byte[] withFingerprint(byte[] good, long fingerprint) {
    byte[] bad = good.clone();
    ByteBuffer.wrap(bad).order(ByteOrder.LITTLE_ENDIAN).putLong(2, fingerprint);
    return bad;
  }

  private static byte[] withLength(byte[] good, long length) {
    ByteArrayOutputStream bad = new ByteArrayOutputStream();
    bad.write(good, 0, HEADER);
    long zigZag = (length << 1) ^ (length >> 63);
    while ((zigZag & ~0x7FL) != 0) {
      bad.write((int) ((zigZag & 0x7F) | 0x80));
      zigZag >>>= 7;
    }
    bad.write((int) zigZag);
    bad.write(good, HEADER + 1, good.length - HEADER - 1); // an id of a few letters: one byte
    return bad.toByteArray();
  }

  private byte[] ofLaterSchema(byte[] good) {
    GenericRecord group = generic(good);
    GenericRecord changed = new GenericData.Record(later);
    schema.getFields().forEach(field -> changed.put(field.name(), group.get(field.pos())));
    changed.put("mood", "sunny");
    return encoded(changed, later);
  }

  private byte[] withoutResponses(byte[] good) {
    GenericRecord group = generic(good);
    group.put("responses", List.of());
    return encoded(group, schema);
  }

  private GenericRecord generic(byte[] good) {
    try {
      return new GenericDatumReader<GenericRecord>(schema)
          .read(null, DecoderFactory.get().binaryDecoder(good, HEADER, good.length - HEADER, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] encoded(GenericRecord record, Schema writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        ByteBuffer.allocate(HEADER)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) 0xC3)
            .put((byte) 0x01)
            .putLong(SchemaNormalization.parsingFingerprint64(writer))
            .array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<GenericRecord>(writer).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
