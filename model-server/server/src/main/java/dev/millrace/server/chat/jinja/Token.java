package dev.millrace.server.chat.jinja;

/**
 * A word of a template.
 *
 * @param kind what it is
 * @param text what it says
 * @param line where it stands, from 1
 */
record Token(Kind kind, String text, int line) {
  /** What words there are. */
  enum Kind {
    TEXT,
    BLOCK,
    BLOCK_END,
    VALUE,
    VALUE_END,
    NAME,
    STRING,
    INTEGER,
    FRACTION,
    OPERATOR,
    END
  }

  boolean is(String word) {
    return (kind == Kind.NAME || kind == Kind.OPERATOR) && text.equals(word);
  }
}
