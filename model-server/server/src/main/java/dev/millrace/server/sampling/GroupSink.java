package dev.millrace.server.sampling;

import dev.millrace.schemas.ResponseGroup;
import dev.millrace.server.admission.PendingPrompt;

/** Where groups go. */
public interface GroupSink {
  /** Hands a group on; what becomes of it is told to the admission of its prompt. */
  void write(PendingPrompt prompt, ResponseGroup group);
}
