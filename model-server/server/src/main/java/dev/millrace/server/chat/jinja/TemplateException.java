package dev.millrace.server.chat.jinja;

/** A template that cannot be read, or that gave up: by itself, or because it went too far. */
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TemplateException(String message) {
    super(message);
  }
}
