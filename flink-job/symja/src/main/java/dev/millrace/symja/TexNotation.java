package dev.millrace.symja;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer as the parser of Symja reads it without guessing. That parser takes a command that it
 * does not know for a product of letters, so what is not known here is refused.
 */
final class TexNotation {
  private static final int MAX_LENGTH = 400;

  private static final Set<String> COMMANDS =
      Set.of(
          "frac",
          "sqrt",
          "sin",
          "cos",
          "tan",
          "cot",
          "sec",
          "csc",
          "arcsin",
          "arccos",
          "arctan",
          "sinh",
          "cosh",
          "tanh",
          "ln",
          "log",
          "exp",
          "pi",
          "cdot",
          "times",
          "left",
          "right",
          "int",
          "sum",
          "prod",
          "lim",
          "to",
          "infty",
          "gcd",
          "alpha",
          "beta",
          "gamma",
          "theta",
          "lambda",
          "mu",
          "phi",
          "operatorname");

  private static final Pattern COMMAND = Pattern.compile("\\\\([a-zA-Z]+|.)");
  private static final Pattern SPACING =
      Pattern.compile("\\\\[,;:! ]|\\\\(?:displaystyle|quad)\\b");
  private static final Pattern BARE_FRACTION =
      Pattern.compile("\\\\frac\\s*+([0-9])\\s*+([0-9]|\\{)");
  private static final Pattern BINOMIAL =
      Pattern.compile("\\\\(?:[dt]?binom)\\s*+\\{([^{}]*+)\\}\\s*+\\{([^{}]*+)\\}");

  /** A function without a meaning, of which nothing is known. */
  private static final Pattern APPLIED = Pattern.compile("(?<![\\\\a-zA-Z])[fgh]\\s*+\\(");

  /** A factor before a bracket, which would else be a function of what is in it. */
  private static final Pattern FACTOR =
      Pattern.compile("(?<![\\\\a-zA-Z])([a-zA-Z]|[0-9]++|\\))\\s*+\\(");

  private static final Pattern LOWER_BOUND = Pattern.compile("_\\s*+\\{\\s*+[a-z]\\s*+=");
  private static final Pattern WORD = Pattern.compile("(?<![\\\\a-zA-Z{])[a-zA-Z]{3,}");

  private TexNotation() {}

  /** The formula; empty when it has a command, word or sign whose meaning is not certain. */
  static Optional<String> of(String answer) {
    if (answer.isBlank() || answer.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String tex = SPACING.matcher(answer).replaceAll(" ");
    tex = tex.replace("\\dfrac", "\\frac").replace("\\tfrac", "\\frac");
    tex = tex.replace("\\mathrm{d}", "d");
    tex = withBraces(tex);
    if (APPLIED.matcher(tex).find()) {
      return Optional.empty();
    }
    tex = FACTOR.matcher(tex).replaceAll("$1\\\\cdot (");
    tex = BINOMIAL.matcher(tex).replaceAll("\\\\operatorname{Binomial}($1,$2)");
    Matcher commands = COMMAND.matcher(tex);
    while (commands.find()) {
      if (!COMMANDS.contains(commands.group(1))) {
        return Optional.empty();
      }
    }
    String named = tex.replace("\\operatorname{Binomial}", "");
    boolean strange =
        named.contains("\\operatorname")
            || WORD.matcher(named).find()
            || LOWER_BOUND
                .matcher(tex)
                .replaceAll("_")
                .chars()
                .anyMatch(c -> c > 126 || "=<>&#@~?:;\"'`%$|".indexOf(c) >= 0);
    return strange ? Optional.empty() : Optional.of(tex);
  }

  /** Arguments of fractions that are digits get braces: {@code \frac13}. */
  private static String withBraces(String tex) {
    Matcher fractions = BARE_FRACTION.matcher(tex);
    return fractions.replaceAll(
        found ->
            "\\\\frac{"
                + found.group(1)
                + "}"
                + (found.group(2).equals("{") ? "{" : "{" + found.group(2) + "}"));
  }
}
