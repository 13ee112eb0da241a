package dev.millrace.ops.report;

/** Text that is safe inside markup. */
final class Markup {

  private Markup() {}

  /** The text with the five characters escaped that mean something in XML. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
