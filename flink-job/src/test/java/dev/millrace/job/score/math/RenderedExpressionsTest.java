package dev.millrace.job.score.math;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random expressions in several notations, with values from arithmetic of this test's own. */
class RenderedExpressionsTest {
  /** How a sum, product or quotient is written. */
  private enum Style {
    LATEX("\\frac{%s}{%s}", " \\cdot ", "\\left(", "\\right)"),
    DISPLAY("\\dfrac{%s}{%s}", " \\times ", "(", ")"),
    PLAIN("(%s)/(%s)", "*", "(", ")"),
    IMPLICIT("\\tfrac{%s}{%s}", "", "\\bigl(", "\\bigr)");

    final String fraction;
    final String times;
    final String open;
    final String close;

    Style(String fraction, String times, String open, String close) {
      this.fraction = fraction;
      this.times = times;
      this.open = open;
      this.close = close;
    }

    String group(String text) {
      return open + text + close;
    }
  }

  /** A binary operation, or a leaf: a whole number, or x when the sign is x. */
  private record Tree(char sign, long leaf, Tree[] parts) {
    static Tree random(SplittableRandom random, int depth, boolean name) {
      if (depth == 0 || random.nextInt(4) == 0) {
        boolean x = name && random.nextInt(3) == 0;
        return new Tree(x ? 'x' : '#', random.nextInt(1, 13), new Tree[0]);
      }
      return new Tree(
          "+-*/".charAt(random.nextInt(4)),
          0,
          new Tree[] {random(random, depth - 1, name), random(random, depth - 1, name)});
    }

    String render(Style style) {
      if (parts.length == 0) {
        return sign == 'x' ? "x" : String.valueOf(leaf);
      }
      String left = parts[0].render(style);
      String right = parts[1].render(style);
      return switch (sign) {
        case '/' -> style.group(style.fraction.formatted(left, right));
        case '*' -> style.group(left) + style.times + style.group(right);
        default -> left + " " + sign + " " + style.group(right);
      };
    }

    /** Numerator and denominator at x; empty when a denominator is zero. */
    Optional<BigInteger[]> value(long x) {
      if (parts.length == 0) {
        return Optional.of(
            new BigInteger[] {BigInteger.valueOf(sign == 'x' ? x : leaf), BigInteger.ONE});
      }
      Optional<BigInteger[]> left = parts[0].value(x);
      Optional<BigInteger[]> right = parts[1].value(x);
      if (left.isEmpty() || right.isEmpty()) {
        return Optional.empty();
      }
      BigInteger a = left.get()[0];
      BigInteger b = left.get()[1];
      BigInteger c = right.get()[0];
      BigInteger d = right.get()[1];
      if (sign == '/' && c.signum() == 0) {
        return Optional.empty();
      }
      return Optional.of(
          switch (sign) {
            case '+' -> new BigInteger[] {a.multiply(d).add(c.multiply(b)), b.multiply(d)};
            case '-' -> new BigInteger[] {a.multiply(d).subtract(c.multiply(b)), b.multiply(d)};
            case '*' -> new BigInteger[] {a.multiply(c), b.multiply(d)};
            default -> new BigInteger[] {a.multiply(d), b.multiply(c)};
          });
    }
  }

  private static boolean same(String reference, String answer) {
    Prompt prompt =
        new Prompt("p", "d", "", new int[0], "$" + reference + "$", "math", Map.of(), 0);
    return new MathVerifier()
            .score(prompt, "So \\boxed{" + answer + "}.")
            .getOrDefault(Verifier.CORRECT, 0f)
        == 1f;
  }

  @Property(seed = "42", tries = 300)
  void everyNotationOfANumberIsItsValue(@ForAll long seed) {
    Tree tree = Tree.random(new SplittableRandom(seed), 3, false);
    Optional<BigInteger[]> value = tree.value(0);
    Assume.that(value.isPresent());
    BigInteger[] fraction = value.orElseThrow();
    String exact = "\\frac{" + fraction[0] + "}{" + fraction[1] + "}";
    String other = "\\frac{" + fraction[0].add(BigInteger.ONE) + "}{" + fraction[1] + "}";
    for (Style style : Style.values()) {
      assertThat(same(exact, tree.render(style))).as(tree.render(style)).isTrue();
      assertThat(same(tree.render(style), exact)).as(tree.render(style)).isTrue();
      assertThat(same(other, tree.render(style))).as(tree.render(style)).isFalse();
    }
  }

  @Property(seed = "42", tries = 300)
  void notationsOfAFunctionAreEqualAndItsNeighboursAreNot(@ForAll long seed) {
    Tree tree = Tree.random(new SplittableRandom(seed), 3, true);
    // Somewhere it has a value, so that it can be compared at all.
    Assume.that(tree.value(1_009).isPresent());
    String text = tree.render(Style.LATEX);
    for (Style style : Style.values()) {
      assertThat(same(text, tree.render(style))).as(tree.render(style)).isTrue();
      assertThat(same(text, tree.render(style) + " + 1")).as(tree.render(style)).isFalse();
      assertThat(same(text + " - \\frac{1}{1000}", tree.render(style)))
          .as(tree.render(style))
          .isFalse();
    }
  }

  @Property(seed = "42", tries = 300)
  void grammarOfNumbersIsReadAsWritten(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long whole = random.nextLong(1_000, 1_000_000_000);
    String grouped = String.format(Locale.ROOT, "%,d", whole);
    assertThat(same(String.valueOf(whole), grouped)).isTrue();
    assertThat(same(grouped, grouped.replace(",", "{,}"))).isTrue();
    assertThat(same(grouped, grouped.replace(",", ",\\!"))).isTrue();
    assertThat(same(grouped, grouped.replace(",", "\\,"))).isTrue();
    assertThat(same(grouped, String.valueOf(whole + 1))).isFalse();
    long tenths = random.nextLong(1, 1_000_000);
    String decimal = tenths / 1_000 + "." + "%03d".formatted(tenths % 1_000);
    assertThat(same("\\frac{" + tenths + "}{1000}", decimal)).isTrue();
    assertThat(same("\\frac{" + tenths + "}{1001}", decimal)).isFalse();
  }
}
