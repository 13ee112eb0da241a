package dev.millrace.server.chat.jinja;

/** The value that says that there is none. */
public enum None {
  NONE
}
