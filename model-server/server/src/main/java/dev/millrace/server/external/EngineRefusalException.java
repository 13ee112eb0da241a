package dev.millrace.server.external;

/** The engine will not do what it was asked; asking again would not help. */
final class EngineRefusalException extends Exception {
  private final int status;

  EngineRefusalException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** Whether the engine does not know the route. */
  boolean isUnknownRoute() {
    return status == 404 || status == 405;
  }
}
