package dev.millrace.server.redaction;

/**
 * A rule about what must not be written anywhere. Rules of one's own are found by {@link
 * java.util.ServiceLoader}: a jar on the class path with a file {@code
 * META-INF/services/dev.millrace.server.redaction.Redactor} that names the class. Thread-safe.
 */
public interface Redactor {
  /** The text with a placeholder wherever something was found; equal to the text if nothing was. */
  String redact(String text);
}
