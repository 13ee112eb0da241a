package dev.millrace.job.score.remote;

import dev.millrace.job.settings.InvalidOptionException;
import java.util.Map;
import java.util.TreeMap;

/** The form {@code name=text, name=text}; names are lower-case kebab-case, texts without commas. */
final class NamedTexts {
  private NamedTexts() {}

  static Map<String, String> parse(String text) {
    Map<String, String> byName = new TreeMap<>();
    if (text.isBlank()) {
      return byName;
    }
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String name = part.substring(0, Math.max(0, equals)).strip();
      String value = part.substring(equals + 1).strip();
      if (!name.matches("[a-z0-9][a-z0-9-]*") || value.isEmpty()) {
        throw new InvalidOptionException("every part is name=text, the name lower-case");
      }
      if (byName.put(name, value) != null) {
        throw new InvalidOptionException("'" + name + "' is there twice");
      }
    }
    return byName;
  }
}
