package dev.millrace.job.score.code;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The program in a response. Of a response with Markdown fences it is the content of the last
 * closed one; of any other, all of it. A completion goes on where the preamble ends and is taken as
 * it is, up to a line that begins with a word at which it is to stop.
 */
final class ProgramText {
  private static final String FENCE = "```";

  private ProgramText() {}

  static String of(String response) {
    String inside = lastFenced(response);
    return inside == null ? response : inside;
  }

  private static @Nullable String lastFenced(String response) {
    String found = null;
    StringBuilder open = null;
    for (String line : response.split("\n", -1)) {
      if (line.stripLeading().startsWith(FENCE)) {
        if (open == null) {
          open = new StringBuilder();
        } else {
          found = open.toString();
          open = null;
        }
      } else if (open != null) {
        open.append(line).append('\n');
      }
    }
    return found;
  }

  /** The lines of a completion before the first, but not the very first, with a stop word. */
  static String completion(String response, List<String> stops) {
    StringBuilder text = new StringBuilder();
    for (String line : response.split("\n", -1)) {
      // The first line goes on where the prompt stopped, which may be inside a line.
      if (text.length() > 0 && stops.stream().anyMatch(line::startsWith)) {
        break;
      }
      text.append(line).append('\n');
    }
    return text.toString();
  }
}
