package dev.millrace.server.chat.jinja;

import java.util.BitSet;

/** A text that is put together. */
final class TextBuilder {
  private final StringBuilder value = new StringBuilder();
  private final BitSet foreign = new BitSet();

  TextBuilder add(Text text) {
    int shift = value.length();
    BitSet marks = text.foreign();
    for (int from = marks.nextSetBit(0); from >= 0; ) {
      int to = marks.nextClearBit(from);
      foreign.set(shift + from, shift + to);
      from = marks.nextSetBit(to);
    }
    value.append(text.value());
    return this;
  }

  TextBuilder add(String own) {
    value.append(own);
    return this;
  }

  int length() {
    return value.length();
  }

  Text text() {
    return new Text(value.toString(), (BitSet) foreign.clone());
  }
}
