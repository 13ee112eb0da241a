package dev.millrace.job.score.math;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What words and commands mean in an answer. */
final class Words {
  /** Functions of one argument that have a value. */
  static final Set<String> FUNCTIONS =
      Set.of(
          "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "log", "ln",
          "exp", "lg");

  /** Commands that only change the look. */
  static final Set<String> LOOKS =
      Set.of(
          "left",
          "right",
          "big",
          "Big",
          "bigg",
          "Bigg",
          "bigl",
          "bigr",
          "Bigl",
          "Bigr",
          "biggl",
          "biggr",
          "Biggl",
          "Biggr",
          "displaystyle",
          "textstyle",
          "limits",
          "quad",
          "qquad",
          "rm",
          "bf",
          "it");

  /** Commands with words in their argument. */
  static final Set<String> TEXTS =
      Set.of(
          "text",
          "textbf",
          "textit",
          "textrm",
          "textnormal",
          "mathrm",
          "mbox",
          "operatorname",
          "textsf",
          "hbox");

  /** Commands whose argument is mathematics in another typeface. */
  static final Set<String> FACES =
      Set.of("mathbf", "boldsymbol", "bm", "mathit", "mathsf", "mathcal", "mathnormal");

  private static final Map<String, String> COMMANDS =
      Map.ofEntries(
          Map.entry("dfrac", "frac"),
          Map.entry("tfrac", "frac"),
          Map.entry("cfrac", "frac"),
          Map.entry("leq", "le"),
          Map.entry("leqslant", "le"),
          Map.entry("geq", "ge"),
          Map.entry("geqslant", "ge"),
          Map.entry("lt", "<"),
          Map.entry("gt", ">"),
          Map.entry("neq", "ne"),
          Map.entry("isin", "in"),
          Map.entry("cdot", "*"),
          Map.entry("times", "*"),
          Map.entry("ast", "*"),
          Map.entry("div", "/"),
          Map.entry("over", "/"),
          Map.entry("lbrace", "\\{"),
          Map.entry("rbrace", "\\}"),
          Map.entry("lvert", "|"),
          Map.entry("rvert", "|"),
          Map.entry("vert", "|"),
          Map.entry("mid", "|"),
          Map.entry("lbrack", "["),
          Map.entry("rbrack", "]"),
          Map.entry("colon", ":"),
          Map.entry("approx", "approx"),
          Map.entry("simeq", "approx"),
          Map.entry("varnothing", "emptyset"),
          Map.entry("backslash", "setminus"),
          Map.entry("smallsetminus", "setminus"),
          Map.entry("degree", "circ"),
          Map.entry("dbinom", "binom"),
          Map.entry("tbinom", "binom"),
          Map.entry("lor", ",or"),
          Map.entry("vee", ",or"),
          Map.entry("land", ","),
          Map.entry("wedge", ","),
          Map.entry("langle", "("),
          Map.entry("rangle", ")"),
          Map.entry("varphi", "phi"));

  /** Commands that are signs of the grammar; any other one is a name. */
  static final Set<String> SIGNS =
      Set.of(
          "frac",
          "sqrt",
          "le",
          "ge",
          "ne",
          "in",
          "pm",
          "mp",
          "cup",
          "cap",
          "setminus",
          "emptyset",
          "circ",
          "begin",
          "end",
          "binom",
          "approx",
          "<",
          ">",
          "*",
          "/",
          "\\{",
          "\\}",
          "|",
          "[",
          "]",
          ":",
          ",or",
          ",",
          "ldots",
          "dots",
          "cdots");

  /** Commands that are neither: an answer with one of them is compared by its tokens only. */
  static final Set<String> UNREAD =
      Set.of(
          "lfloor",
          "rfloor",
          "lceil",
          "rceil",
          "sum",
          "prod",
          "int",
          "iint",
          "oint",
          "lim",
          "forall",
          "exists",
          "to",
          "rightarrow",
          "Rightarrow",
          "implies",
          "iff",
          "equiv",
          "pmod",
          "mod",
          "bmod",
          "gcd",
          "lcm",
          "max",
          "min",
          "det",
          "partial",
          "nabla",
          "cong",
          "sim",
          "parallel",
          "perp",
          "underbrace",
          "overbrace",
          "not",
          "neg",
          "subset",
          "subseteq",
          "boxed",
          "sinh",
          "cosh",
          "tanh",
          "arg",
          "Re",
          "Im",
          "bar",
          "hat",
          "dot",
          "ll",
          "gg",
          "prime");

  /** Words that multiply the number before them, with their power of ten. */
  static final Map<String, Integer> MULTIPLIERS =
      Map.of("hundred", 2, "thousand", 3, "million", 6, "billion", 9, "trillion", 12);

  private Words() {}

  static String command(String name) {
    return COMMANDS.getOrDefault(name, name);
  }

  /** What a run of letters means by itself, such as "and"; empty when it is a word or names. */
  static Optional<Token> token(String run) {
    return switch (run) {
      case "and" -> Optional.of(new Token(Token.Type.SIGN, ","));
      case "or" -> Optional.of(new Token(Token.Type.SIGN, ",or"));
      case "sqrt" -> Optional.of(new Token(Token.Type.SIGN, "sqrt"));
      case "pi", "infty" -> Optional.of(new Token(Token.Type.NAME, run));
      case "infinity" -> Optional.of(new Token(Token.Type.NAME, "infty"));
      case "percent", "pct" -> Optional.of(new Token(Token.Type.SIGN, "%"));
      default ->
          FUNCTIONS.contains(run)
              ? Optional.of(new Token(Token.Type.FUNCTION, run))
              : Optional.empty();
    };
  }
}
