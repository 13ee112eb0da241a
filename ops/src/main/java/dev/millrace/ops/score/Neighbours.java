package dev.millrace.ops.score;

import dev.millrace.ops.task.RecordedResponse;
import dev.millrace.schemas.Prompt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Groups of one answer each, of which neighbours with the same prompt become one group. */
final class Neighbours {
  private final RecordedGroups.Sink sink;
  private final List<RecordedResponse> responses = new ArrayList<>();
  private @Nullable Prompt prompt;
  private String where = "";
  private boolean named;

  Neighbours(RecordedGroups.Sink sink) {
    this.sink = sink;
  }

  /**
   * Takes the next row.
   *
   * @param named whether it has an id of its own
   */
  void accept(String place, RecordedGroup row, boolean named) {
    if (prompt == null || !isSame(prompt, row.prompt(), named && this.named)) {
      flush();
      prompt = row.prompt();
      where = place;
      this.named = named;
    }
    responses.addAll(row.responses());
  }

  private static boolean isSame(Prompt a, Prompt b, boolean byId) {
    return (!byId || a.promptId().equals(b.promptId()))
        && a.text().equals(b.text())
        && a.reference().equals(b.reference())
        && a.verifier().equals(b.verifier())
        && a.verifierParameters().equals(b.verifierParameters());
  }

  /** Gives away the group that is open, if there is one. */
  void flush() {
    Prompt open = prompt;
    if (open != null) {
      prompt = null;
      RecordedGroup group = new RecordedGroup(open, responses);
      responses.clear();
      sink.accept(where, group);
    }
  }
}
