package dev.millrace.server.engine;

/** The engine has stopped or is about to, and answers nothing more. */
public final class EngineStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EngineStoppedException(String reason) {
    super(reason);
  }

  public EngineStoppedException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
