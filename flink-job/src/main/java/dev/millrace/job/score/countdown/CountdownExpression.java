package dev.millrace.job.score.countdown;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An arithmetic expression over whole numbers: {@code + - * /}, parentheses and spaces, and nothing
 * else. No sign before a number, no power, no floor division, no implied product, ASCII digits
 * only. Length, depth, digits and count of numbers are bounded, so the work on any text is too.
 *
 * <pre>
 * sum     = product { ("+" | "-") product }
 * product = factor { ("*" | "/") factor }
 * factor  = number | "(" sum ")"
 * </pre>
 *
 * @param value the exact value
 * @param numbers the numbers it uses, in the order of writing
 */
record CountdownExpression(Rational value, List<Long> numbers) {
  static final int MAX_LENGTH = 256;
  static final int MAX_DEPTH = 32;
  static final int MAX_NUMBERS = 16;
  static final int MAX_DIGITS = 9;

  /** The expression that a text is; empty when it is none, or has no value. */
  static Optional<CountdownExpression> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      Parser parser = new Parser(text);
      Rational value = parser.sum(0);
      parser.expectEnd();
      return Optional.of(new CountdownExpression(value, List.copyOf(parser.numbers)));
    } catch (NotAnExpressionException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static final class NotAnExpressionException extends RuntimeException {
    NotAnExpressionException() {
      // Model output is often no expression: a stack trace for each would be most of the cost.
      super(null, null, false, false);
    }
  }

  private static final class Parser {
    private final String text;
    private final List<Long> numbers = new ArrayList<>();
    private int at;

    Parser(String text) {
      this.text = text;
    }

    Rational sum(int depth) {
      Rational value = product(depth);
      while (true) {
        if (take('+')) {
          value = value.plus(product(depth));
        } else if (take('-')) {
          value = value.minus(product(depth));
        } else {
          return value;
        }
      }
    }

    private Rational product(int depth) {
      Rational value = factor(depth);
      while (true) {
        if (take('*')) {
          value = value.times(factor(depth));
        } else if (take('/')) {
          value = value.over(factor(depth));
        } else {
          return value;
        }
      }
    }

    private Rational factor(int depth) {
      if (!take('(')) {
        return number();
      }
      require(depth < MAX_DEPTH);
      Rational value = sum(depth + 1);
      require(take(')'));
      return value;
    }

    private Rational number() {
      long value = 0;
      int start = at;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        require(at - start < MAX_DIGITS);
        value = 10 * value + (text.charAt(at) - '0');
        at++;
      }
      require(at > start && numbers.size() < MAX_NUMBERS);
      numbers.add(value);
      return Rational.of(value);
    }

    private boolean take(char symbol) {
      skipSpaces();
      boolean here = at < text.length() && text.charAt(at) == symbol;
      if (here) {
        at++;
        skipSpaces();
      }
      return here;
    }

    private void skipSpaces() {
      while (at < text.length() && text.charAt(at) == ' ') {
        at++;
      }
    }

    void expectEnd() {
      skipSpaces();
      require(at == text.length());
    }

    private static void require(boolean holds) {
      if (!holds) {
        throw new NotAnExpressionException();
      }
    }
  }
}
