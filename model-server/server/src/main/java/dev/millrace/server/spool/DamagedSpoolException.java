package dev.millrace.server.spool;

import java.io.IOException;

/** The rest of a file of a spool is no record. */
final class DamagedSpoolException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedSpoolException(long segment, long offset) {
    super("file " + segment + " is damaged at " + offset);
  }
}
