package dev.millrace.schemas.avro;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** The fields of one record, written in the order of its current schema. */
final class RecordWriter {
  /** Writes one value. */
  interface Field<T> {
    void write(RecordWriter out, T value) throws IOException;
  }

  private final Encoder out;

  RecordWriter(Encoder out) {
    this.out = out;
  }

  void integer(int value) throws IOException {
    out.writeInt(value);
  }

  void number(long value) throws IOException {
    out.writeLong(value);
  }

  void real(float value) throws IOException {
    out.writeFloat(value);
  }

  void wideReal(double value) throws IOException {
    out.writeDouble(value);
  }

  void flag(boolean value) throws IOException {
    out.writeBoolean(value);
  }

  void text(String value) throws IOException {
    out.writeString(value);
  }

  void bytes(byte[] value) throws IOException {
    out.writeBytes(value);
  }

  void integers(int[] items) throws IOException {
    start(items.length);
    for (int item : items) {
      out.writeInt(item);
    }
    out.writeArrayEnd();
  }

  void numbers(long[] items) throws IOException {
    start(items.length);
    for (long item : items) {
      out.writeLong(item);
    }
    out.writeArrayEnd();
  }

  void reals(float[] items) throws IOException {
    start(items.length);
    for (float item : items) {
      out.writeFloat(item);
    }
    out.writeArrayEnd();
  }

  <T> void list(List<T> items, Field<T> item) throws IOException {
    start(items.size());
    for (T value : items) {
      item.write(this, value);
    }
    out.writeArrayEnd();
  }

  private void start(int count) throws IOException {
    out.writeArrayStart();
    out.setItemCount(count);
  }

  <T> void map(Map<String, T> entries, Field<T> value) throws IOException {
    out.writeMapStart();
    out.setItemCount(entries.size());
    for (Map.Entry<String, T> entry : entries.entrySet()) {
      out.writeString(entry.getKey());
      value.write(this, entry.getValue());
    }
    out.writeMapEnd();
  }

  // The symbols of the current schema are the constants in their order; a test compares them.
  @SuppressWarnings("EnumOrdinal")
  void symbol(Enum<?> value) throws IOException {
    out.writeEnum(value.ordinal());
  }

  <T> void optional(@Nullable T value, Field<T> field) throws IOException {
    out.writeIndex(value == null ? 0 : 1);
    if (value != null) {
      field.write(this, value);
    }
  }
}
