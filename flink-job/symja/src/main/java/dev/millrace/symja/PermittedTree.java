package dev.millrace.symja;

import java.math.BigInteger;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.matheclipse.core.interfaces.IAST;
import org.matheclipse.core.interfaces.IExpr;
import org.matheclipse.core.interfaces.IInteger;
import org.matheclipse.core.interfaces.IRational;

/**
 * What may be evaluated. A response is the text of a stranger, and the algebra system has functions
 * that read files, define others, or compute for ever: only known functions of arithmetic and
 * analysis pass, with arguments that bound their size.
 */
final class PermittedTree {
  private static final Set<String> FUNCTIONS =
      Set.of(
          "Plus",
          "Times",
          "Power",
          "Sqrt",
          "Subtract",
          "Divide",
          "Sin",
          "Cos",
          "Tan",
          "Cot",
          "Sec",
          "Csc",
          "ArcSin",
          "ArcCos",
          "ArcTan",
          "Sinh",
          "Cosh",
          "Tanh",
          "Log",
          "Exp",
          "Factorial",
          "Binomial",
          "GCD",
          "Integrate",
          "Sum",
          "Product",
          "Limit",
          "D",
          "List",
          "Rule");

  private static final Set<String> CONSTANTS = Set.of("Pi", "E", "I", "Infinity");

  private static final Set<String> GREEK =
      Set.of(
          "alpha", "beta", "gamma", "theta", "lambda", "mu", "phi", "\u03b1", "\u03b2", "\u03b3",
          "\u03b8", "\u03bb", "\u03bc", "\u03c6", "\u03d5");

  private static final int MAX_NODES = 120;
  private static final int MAX_DEPTH = 24;
  private static final int MAX_DIGITS_BITS = 128;
  private static final BigInteger MAX_EXPONENT = BigInteger.valueOf(500);
  private static final BigInteger MAX_FACTORIAL = BigInteger.valueOf(500);
  private static final BigInteger MAX_BOUND = BigInteger.valueOf(2_000);

  private int nodes;

  private PermittedTree() {}

  /** Whether a parsed, not evaluated formula is harmless and exact. */
  static boolean isPermitted(IExpr tree) {
    return new PermittedTree().permits(tree, 0, null);
  }

  /**
   * Whether a part may be evaluated.
   *
   * @param limit the largest number that may stand here; none when null
   */
  private boolean permits(IExpr tree, int depth, @Nullable BigInteger limit) {
    if (++nodes > MAX_NODES || depth > MAX_DEPTH) {
      return false;
    }
    if (limit != null && !isWithin(tree, limit)) {
      return false;
    }
    if (tree instanceof IInteger whole) {
      BigInteger value = whole.toBigNumerator();
      return value.bitLength() <= MAX_DIGITS_BITS;
    }
    if (tree.isRational()) {
      return true;
    }
    if (tree.isInfinity() || tree.isNegativeInfinity()) {
      return true;
    }
    if (tree.isSymbol()) {
      String name = tree.toString();
      return name.length() == 1 || CONSTANTS.contains(name) || GREEK.contains(name);
    }
    if (!(tree instanceof IAST call) || !call.head().isSymbol()) {
      return false; // an inexact number, a text, or a function that is computed
    }
    String function = call.head().toString();
    if (!FUNCTIONS.contains(function)) {
      return false;
    }
    for (int i = 1; i < call.size(); i++) {
      if (!permits(call.get(i), depth + 1, limitOf(function, i))) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable BigInteger limitOf(String function, int argument) {
    return switch (function) {
      case "Power" -> argument == 2 ? MAX_EXPONENT : null;
      case "Factorial", "Binomial" -> MAX_FACTORIAL;
      // Bounds of sums and products; of what stands under them each term is evaluated.
      case "List" -> MAX_BOUND;
      default -> null; // of what is limited, only sums and products remain
    };
  }

  /** Whether a tree without names is at most so large, as far as sums and products say. */
  private static boolean isWithin(IExpr tree, BigInteger limit) {
    if (!tree.isFree(part -> part.isSymbol() && part.toString().length() == 1, false)) {
      return true; // it has a name, so nothing of this size is ever computed
    }
    BigInteger size = size(tree);
    return size != null && size.compareTo(limit) <= 0;
  }

  private static @Nullable BigInteger size(IExpr tree) {
    if (tree instanceof IInteger whole) {
      return whole.toBigNumerator().abs();
    }
    if (tree.isRational() || tree.isSymbol() || tree.isInfinity() || tree.isNegativeInfinity()) {
      return BigInteger.ONE.max(tree.isRational() ? ceiling(tree) : BigInteger.TEN);
    }
    if (!(tree instanceof IAST call) || !(call.isPlus() || call.isTimes())) {
      return null;
    }
    BigInteger total = call.isPlus() ? BigInteger.ZERO : BigInteger.ONE;
    for (int i = 1; i < call.size(); i++) {
      BigInteger part = size(call.get(i));
      if (part == null) {
        return null;
      }
      total = call.isPlus() ? total.add(part) : total.multiply(part.max(BigInteger.ONE));
    }
    return total;
  }

  private static BigInteger ceiling(IExpr rational) {
    BigInteger value = ((IRational) rational).toBigNumerator();
    return value.abs();
  }
}
