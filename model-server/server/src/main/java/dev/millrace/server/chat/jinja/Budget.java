package dev.millrace.server.chat.jinja;

/** How far a template may go. */
final class Budget {
  static final int DEPTH = 64;
  private static final int STEPS = 2_000_000;

  /** Characters that are copied in the time of a step. */
  private static final int COPIED = 256;

  private final int longest;
  private int steps;
  private int depth;

  /**
   * @param longest characters of a text that it may make
   */
  Budget(int longest) {
    this.longest = longest;
  }

  void step() {
    spend(1);
  }

  /** Counts a text of so many characters that was made. */
  void written(int length) {
    if (length > longest) {
      throw new TemplateException("it makes a text of more than " + longest + " characters");
    }
  }

  void copied(int length) {
    written(length);
    spend(length / COPIED);
  }

  private void spend(int more) {
    steps += more;
    if (steps > STEPS) {
      throw new TemplateException("it takes more than " + STEPS + " steps");
    }
  }

  void enter() {
    if (++depth > DEPTH) {
      throw new TemplateException("its macros call each other more than " + DEPTH + " deep");
    }
  }

  void leave() {
    depth--;
  }
}
