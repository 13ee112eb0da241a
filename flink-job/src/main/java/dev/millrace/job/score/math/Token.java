package dev.millrace.job.score.math;

/**
 * A piece of an answer.
 *
 * @param type what it is
 * @param text the literal, name or sign; the same for notations that mean the same
 */
record Token(Type type, String text) {
  enum Type {
    NUMBER,
    /** A name in mathematics: one letter or a command. */
    NAME,
    /** A known function. */
    FUNCTION,
    /** A word of prose. */
    WORD,
    SIGN
  }

  boolean is(String sign) {
    return type == Type.SIGN && text.equals(sign);
  }
}
