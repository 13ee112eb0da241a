package dev.millrace.server.chat.jinja;

import java.util.BitSet;

/**
 * A text of which some characters were written by a caller, and the others by whoever made the
 * template.
 *
 * @param value the characters
 * @param foreign which of them a caller wrote; never changed
 */
public record Text(String value, BitSet foreign) {
  static final Text EMPTY = own("");

  /** A text of the template. */
  public static Text own(String value) {
    return new Text(value, new BitSet());
  }

  /** A text of a caller. */
  public static Text foreign(String value) {
    BitSet all = new BitSet();
    all.set(0, value.length());
    return new Text(value, all);
  }

  int length() {
    return value.length();
  }

  /** The characters [from, to). */
  Text part(int from, int to) {
    return new Text(value.substring(from, to), foreign.get(from, to));
  }

  Text plus(Text more) {
    return new TextBuilder().add(this).add(more).text();
  }

  /** Other characters in their place: as foreign as they were, and all of them when they moved. */
  Text become(String other) {
    if (other.length() == value.length()) {
      return new Text(other, foreign);
    }
    return foreign.isEmpty() ? own(other) : foreign(other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Text text && text.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }
}
