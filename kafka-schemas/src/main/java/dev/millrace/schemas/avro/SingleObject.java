package dev.millrace.schemas.avro;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Avro's single-object encoding of one record type: {@code C3 01}, the little-endian CRC-64-AVRO
 * fingerprint of the writer's schema, the body. A body of the current schema is read field by
 * field; one of an older schema is first resolved to the current one by Avro.
 *
 * <p>Avro specification 1.12, "Single-object encoding",
 * https://avro.apache.org/docs/1.12.0/specification/#single-object-encoding-specification.
 */
final class SingleObject<T> {
  private static final int HEADER_BYTES = 10;

  private final Schema current;
  private final byte[] header;
  private final Map<Long, Schema> writers = new HashMap<>();
  private final RecordWriter.Field<T> writer;
  private final RecordReader.Field<T> reader;

  SingleObject(Contract contract, RecordWriter.Field<T> writer, RecordReader.Field<T> reader) {
    this.current = contract.current();
    this.header = header(current);
    this.writer = writer;
    this.reader = reader;
    for (Schema version : contract.versions()) {
      writers.put(SchemaNormalization.parsingFingerprint64(version), version);
    }
  }

  byte[] encode(T value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    bytes.writeBytes(header);
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      writer.write(new RecordWriter(encoder), value);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  T decode(byte[] bytes) throws MalformedRecordException {
    Schema written = writerOf(bytes);
    try {
      byte[] body = written.equals(current) ? bytes : resolved(written, bytes);
      BoundedDecoder decoder = new BoundedDecoder(body, HEADER_BYTES);
      T value = reader.read(new RecordReader(decoder));
      refuseTrailing(decoder);
      return value;
    } catch (IOException | IllegalArgumentException | AvroRuntimeException e) {
      throw new MalformedRecordException(current.getName() + ": " + e.getMessage(), e);
    }
  }

  private Schema writerOf(byte[] bytes) throws MalformedRecordException {
    if (bytes.length >= HEADER_BYTES && bytes[0] == header[0] && bytes[1] == header[1]) {
      long fingerprint = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
      Schema written = writers.get(fingerprint);
      if (written != null) {
        return written;
      }
    }
    throw new MalformedRecordException(
        "not a "
            + current.getName()
            + " of any released schema; first bytes "
            + HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(16, bytes.length))));
  }

  private byte[] resolved(Schema written, byte[] bytes) throws IOException {
    BoundedDecoder decoder = new BoundedDecoder(bytes, HEADER_BYTES);
    Object value = new GenericDatumReader<>(written, current).read(null, decoder);
    refuseTrailing(decoder);
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 64);
    out.writeBytes(header);
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<>(current).write(value, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static void refuseTrailing(BoundedDecoder decoder) throws IOException {
    if (decoder.remaining() > 0) {
      throw new IOException(decoder.remaining() + " bytes after the end of the record");
    }
  }

  private static byte[] header(Schema schema) {
    return ByteBuffer.allocate(HEADER_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0xC3)
        .put((byte) 0x01)
        .putLong(SchemaNormalization.parsingFingerprint64(schema))
        .array();
  }
}
