package dev.millrace.server.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code value[from:to:step]}, as Python cuts. */
final class Slices {
  private Slices() {}

  static Object of(Object value, @Nullable Long from, @Nullable Long to, @Nullable Long step) {
    int size;
    if (value instanceof List<?> list) {
      size = list.size();
    } else if (value instanceof Text text) {
      size = text.length();
    } else {
      throw new TemplateException(Values.kind(value) + " cannot be cut");
    }
    long by = step == null ? 1 : step;
    if (by == 0) {
      throw new TemplateException("a slice cannot have step 0");
    }
    long begin = bound(from, size, by, by > 0 ? 0 : size - 1L);
    long end = bound(to, size, by, by > 0 ? size : -1);
    List<Object> items = new ArrayList<>();
    TextBuilder text = new TextBuilder();
    for (long i = begin; by > 0 ? i < end : i > end; i += by) {
      if (value instanceof List<?> list) {
        items.add(list.get((int) i));
      } else {
        text.add(((Text) value).part((int) i, (int) i + 1));
      }
    }
    return value instanceof Text ? text.text() : items;
  }

  private static long bound(@Nullable Long given, int size, long by, long otherwise) {
    if (given == null) {
      return otherwise;
    }
    long at = given < 0 ? given + size : given;
    return by > 0 ? Math.max(0, Math.min(at, size)) : Math.max(-1, Math.min(at, size - 1L));
  }
}
