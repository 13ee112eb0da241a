package dev.millrace.job.score.math;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A part of an answer, read into a tree.
 *
 * @param kind what it is; each kind says what its text and parts are
 * @param text the name, literal, or marks that the kind asks for, else empty
 * @param parts the parts in the order of writing
 */
record Node(Kind kind, String text, List<Node> parts) {
  enum Kind {
    /** A literal without sign; {@code 0.(3)} has a repeating part. */
    NUMBER,
    /** A name without a value of its own. */
    SYMBOL,
    /** {@code pi}, {@code e}, {@code i} or {@code infinity}. */
    CONSTANT,
    ADD,
    MULTIPLY,
    DIVIDE,
    POWER,
    NEGATE,
    /** A known function by name; a base of a logarithm is its second part. */
    FUNCTION,
    /** An unknown function, by name, of its parts. */
    APPLY,
    /** Radicand and index. */
    ROOT,
    /** Two parts with {@code pm} or {@code mp} between them; one part when it is a prefix. */
    PLUS_MINUS,
    /** A literal in the base that its only part says. */
    BASED,
    PERCENT,
    /** A quantity with the unit that the text names. */
    UNIT,
    /** Parts in order; the text is the two brackets around them. */
    TUPLE,
    SET,
    /** Parts without brackets; the text is {@code or} when the word was between them. */
    LIST,
    /** Entries by row; the text is the number of columns. */
    MATRIX,
    /** Sides; the text has the signs between them, with spaces. */
    RELATION,
    /** Two sets; the text is {@code cup}, {@code cap} or {@code setminus}. */
    SET_OPERATION,
    RATIO,
    /** The real line. */
    REALS
  }

  private static final Set<Kind> SCALAR =
      Set.of(
          Kind.NUMBER,
          Kind.SYMBOL,
          Kind.CONSTANT,
          Kind.ADD,
          Kind.MULTIPLY,
          Kind.DIVIDE,
          Kind.POWER,
          Kind.NEGATE,
          Kind.FUNCTION,
          Kind.APPLY,
          Kind.ROOT,
          Kind.PLUS_MINUS,
          Kind.BASED,
          Kind.PERCENT,
          Kind.UNIT);

  static Node of(Kind kind, Node... parts) {
    return new Node(kind, "", List.of(parts));
  }

  static Node named(Kind kind, String text, Node... parts) {
    return new Node(kind, text, List.of(parts));
  }

  static Node number(String literal) {
    return named(Kind.NUMBER, literal);
  }

  Node first() {
    return parts.get(0);
  }

  Node last() {
    return parts.get(parts.size() - 1);
  }

  boolean is(Kind other) {
    return kind == other;
  }

  /** Whether it stands for one number or one function of its symbols. */
  boolean isScalar() {
    return SCALAR.contains(kind);
  }

  /** Whether it or anything in it is so. */
  boolean has(Predicate<Node> what) {
    return what.test(this) || parts.stream().anyMatch(part -> part.has(what));
  }

  boolean hasUnknowns() {
    return has(node -> node.is(Kind.SYMBOL) || node.is(Kind.APPLY));
  }

  boolean isWholeLiteral() {
    return is(Kind.NUMBER) && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
