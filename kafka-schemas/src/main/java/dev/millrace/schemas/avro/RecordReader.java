package dev.millrace.schemas.avro;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of one record, read in the order of its current schema. Arrays are never boxed. */
final class RecordReader {
  /** Reads one value. */
  interface Field<T> {
    T read(RecordReader in) throws IOException;
  }

  private final BoundedDecoder in;

  RecordReader(BoundedDecoder in) {
    this.in = in;
  }

  int integer() throws IOException {
    return in.readInt();
  }

  long number() throws IOException {
    return in.readLong();
  }

  float real() throws IOException {
    return in.readFloat();
  }

  boolean flag() throws IOException {
    return in.readBoolean();
  }

  String text() throws IOException {
    return in.readString();
  }

  byte[] bytes() throws IOException {
    return in.readByteArray();
  }

  int[] integers() throws IOException {
    int[] items = new int[0];
    for (int n = in.blockLength(1); n > 0; n = in.blockLength(1)) {
      int filled = items.length;
      items = Arrays.copyOf(items, filled + n);
      for (int i = filled; i < items.length; i++) {
        items[i] = in.readInt();
      }
    }
    return items;
  }

  long[] numbers() throws IOException {
    long[] items = new long[0];
    for (int n = in.blockLength(1); n > 0; n = in.blockLength(1)) {
      int filled = items.length;
      items = Arrays.copyOf(items, filled + n);
      for (int i = filled; i < items.length; i++) {
        items[i] = in.readLong();
      }
    }
    return items;
  }

  float[] reals() throws IOException {
    float[] items = new float[0];
    for (int n = in.blockLength(Float.BYTES); n > 0; n = in.blockLength(Float.BYTES)) {
      int filled = items.length;
      items = Arrays.copyOf(items, filled + n);
      for (int i = filled; i < items.length; i++) {
        items[i] = in.readFloat();
      }
    }
    return items;
  }

  <T> List<T> list(Field<T> item) throws IOException {
    List<T> items = new ArrayList<>();
    for (int n = in.blockLength(1); n > 0; n = in.blockLength(1)) {
      for (int i = 0; i < n; i++) {
        items.add(item.read(this));
      }
    }
    return Collections.unmodifiableList(items);
  }

  <T> Map<String, T> map(Field<T> value) throws IOException {
    Map<String, T> entries = new LinkedHashMap<>();
    for (int n = in.blockLength(1); n > 0; n = in.blockLength(1)) {
      for (int i = 0; i < n; i++) {
        String key = in.readString();
        if (entries.put(key, value.read(this)) != null) {
          throw new IOException("map names \"" + key + "\" twice");
        }
      }
    }
    return Collections.unmodifiableMap(entries);
  }

  double wideReal() throws IOException {
    return in.readDouble();
  }

  <E extends Enum<E>> E symbol(E[] symbols) throws IOException {
    int index = in.readEnum();
    if (index < 0 || index >= symbols.length) {
      throw new IOException("symbol " + index + " of " + symbols.length);
    }
    return symbols[index];
  }

  <T> @Nullable T optional(Field<T> field) throws IOException {
    int branch = in.readIndex();
    if (branch != 0 && branch != 1) {
      throw new IOException("union branch " + branch + " of 2");
    }
    return branch == 0 ? null : field.read(this);
  }
}
