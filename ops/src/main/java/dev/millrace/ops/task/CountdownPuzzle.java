package dev.millrace.ops.task;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A countdown puzzle with one known solution: reach the target with the numbers, each used once.
 *
 * @param numbers the numbers in the order in which they are shown
 * @param target value of the solution, in [1, {@value #LARGEST_VALUE}]
 * @param solution an expression over all the numbers that equals the target
 */
record CountdownPuzzle(List<Integer> numbers, int target, String solution) {

  /** Largest value of any part of the solution; two digits show every target. */
  static final int LARGEST_VALUE = 99;

  /** Largest number of a puzzle; one digit shows every number. */
  static final int LARGEST_NUMBER = 9;

  private static final int SUM = 1;
  private static final int PRODUCT = 2;
  private static final int ATOM = 3;

  /** A part of the solution: its value, its text, and how tightly the text binds. */
  private record Part(int value, String text, int binding) {}

  CountdownPuzzle {
    numbers = List.copyOf(numbers);
  }

  /**
   * A puzzle made backwards from its solution: numbers in [1, 9], then two parts at a time are
   * joined by an operation whose value is a whole number in [1, 99], until one part is left.
   *
   * @param count how many numbers
   */
  static CountdownPuzzle random(int count, SplittableRandom random) {
    List<Integer> numbers = new ArrayList<>(count);
    List<Part> parts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int number = random.nextInt(1, LARGEST_NUMBER + 1);
      numbers.add(number);
      parts.add(new Part(number, Integer.toString(number), ATOM));
    }
    while (parts.size() > 1) {
      Part one = parts.remove(random.nextInt(parts.size()));
      Part other = parts.remove(random.nextInt(parts.size()));
      // The larger value goes first: one order for each pair leaves less to guess.
      parts.add(one.value >= other.value ? joined(one, other, random) : joined(other, one, random));
    }
    return new CountdownPuzzle(numbers, parts.get(0).value, parts.get(0).text);
  }

  /** One of the operations that stay in range. There is always one: a − b, or a / b where a = b. */
  private static Part joined(Part a, Part b, SplittableRandom random) {
    List<Part> possible = new ArrayList<>(4);
    if (a.value + b.value <= LARGEST_VALUE) {
      possible.add(new Part(a.value + b.value, a.text + "+" + b.text, SUM));
    }
    if (a.value > b.value) {
      possible.add(new Part(a.value - b.value, a.text + "-" + tight(b, PRODUCT), SUM));
    }
    if (a.value * b.value <= LARGEST_VALUE) {
      String text = tight(a, PRODUCT) + "*" + tight(b, PRODUCT);
      possible.add(new Part(a.value * b.value, text, PRODUCT));
    }
    if (a.value % b.value == 0) {
      String text = tight(a, PRODUCT) + "/" + tight(b, ATOM);
      possible.add(new Part(a.value / b.value, text, PRODUCT));
    }
    return possible.get(random.nextInt(possible.size()));
  }

  /** The text, in parentheses where it binds less tightly than its place asks for. */
  private static String tight(Part part, int binding) {
    return part.binding >= binding ? part.text : "(" + part.text + ")";
  }
}
