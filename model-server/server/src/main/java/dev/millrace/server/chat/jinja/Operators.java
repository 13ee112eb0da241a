package dev.millrace.server.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What signs between values do. */
final class Operators {
  private Operators() {}

  static Object integer(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new TemplateException("the number " + digits + " is too large");
    }
  }

  static Object negated(Object value) {
    if (value instanceof Long number) {
      return -number;
    }
    if (value instanceof Double number) {
      return -number;
    }
    throw new TemplateException(Values.kind(value) + " has no negative");
  }

  static Object apply(String operator, Object left, Object right, Budget budget) {
    if (operator.equals("+") && left instanceof Text first && right instanceof Text second) {
      Text sum = first.plus(second);
      budget.copied(sum.length());
      return sum;
    }
    if (operator.equals("+") && left instanceof List<?> first && right instanceof List<?> second) {
      List<Object> sum = new ArrayList<>(first);
      sum.addAll(second);
      budget.copied(sum.size());
      return sum;
    }
    if (operator.equals("*") && left instanceof Text text && right instanceof Long times) {
      return repeated(text, times, budget);
    }
    if (left instanceof Long first && right instanceof Long second) {
      return whole(operator, first, second);
    }
    if (left instanceof Number first && right instanceof Number second) {
      return fraction(operator, first.doubleValue(), second.doubleValue());
    }
    throw new TemplateException(
        Values.kind(left) + " and " + Values.kind(right) + " do not go with '" + operator + "'");
  }

  private static Text repeated(Text text, long times, Budget budget) {
    TextBuilder all = new TextBuilder();
    for (long i = 0; i < times; i++) {
      all.add(text);
      budget.step();
      budget.written(all.length());
    }
    return all.text();
  }

  private static Object whole(String operator, long left, long right) {
    if (right == 0 && !"+-*".contains(operator)) {
      throw new TemplateException("division by zero");
    }
    return switch (operator) {
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "//" -> Math.floorDiv(left, right);
      case "%" -> Math.floorMod(left, right);
      default -> (double) left / right;
    };
  }

  private static Object fraction(String operator, double left, double right) {
    return switch (operator) {
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/" -> left / right;
      case "//" -> Math.floor(left / right);
      default -> left - right * Math.floor(left / right);
    };
  }

  static boolean compare(String operator, Object left, Object right) {
    return switch (operator) {
      case "==" -> Values.same(left, right);
      case "!=" -> !Values.same(left, right);
      case "in" -> contains(right, left);
      case "not in" -> !contains(right, left);
      case "<" -> order(left, right) < 0;
      case ">" -> order(left, right) > 0;
      case "<=" -> order(left, right) <= 0;
      default -> order(left, right) >= 0;
    };
  }

  static int order(Object left, Object right) {
    if (left instanceof Text first && right instanceof Text second) {
      return first.value().compareTo(second.value());
    }
    if (left instanceof Number first && right instanceof Number second) {
      return Double.compare(first.doubleValue(), second.doubleValue());
    }
    throw new TemplateException(
        Values.kind(left) + " and " + Values.kind(right) + " have no order");
  }

  static boolean contains(Object container, Object part) {
    if (container instanceof Text text && part instanceof Text wanted) {
      return text.value().contains(wanted.value());
    }
    if (container instanceof Map<?, ?> map) {
      return part instanceof Text key && map.containsKey(key.value());
    }
    if (container instanceof List<?> list) {
      return list.stream().anyMatch(each -> Values.same(each, part));
    }
    if (container instanceof Undefined) {
      return false;
    }
    throw new TemplateException(Values.kind(container) + " contains nothing");
  }
}
