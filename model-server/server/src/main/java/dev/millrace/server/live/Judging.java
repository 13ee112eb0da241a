package dev.millrace.server.live;

import dev.millrace.server.openai.ApiException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the answers to a live request will be judged.
 *
 * @param verifier name of the verifier, or names joined with {@code +}
 * @param reference the reference answer handed to it
 * @param parameters of the verifier
 */
record Judging(String verifier, String reference, Map<String, String> parameters) {
  /** What the names of our metadata begin with. */
  private static final String OURS = "millrace.";

  private static final String VERIFIER = OURS + "verifier";
  private static final String REFERENCE = OURS + "reference";
  private static final String PARAMETER = OURS + "parameter.";
  private static final Pattern NAMES = Pattern.compile("[a-z0-9-]+(\\+[a-z0-9-]+)*");

  Judging {
    requireName(verifier);
    parameters = Map.copyOf(parameters);
  }

  static void requireName(String verifier) {
    if (!NAMES.matcher(verifier).matches()) {
      throw new IllegalArgumentException(
          "verifier must be a name, or names joined with +, of small letters, digits and hyphens");
    }
  }

  /**
   * What a rule and the client together say: the client's word goes before the rule's, where the
   * rule lets it. Null when nobody says who judges.
   *
   * @throws ApiException when the client's word is none
   */
  static @Nullable Judging of(TrafficRule rule, Map<String, String> metadata) {
    String verifier = rule.verifier();
    String reference = rule.reference();
    Map<String, String> parameters = new TreeMap<>(rule.parameters());
    for (Map.Entry<String, String> pair : metadata.entrySet()) {
      String name = pair.getKey();
      if (!name.startsWith(OURS) || !rule.clientsChoose()) {
        continue;
      }
      if (name.equals(VERIFIER)) {
        verifier = pair.getValue();
      } else if (name.equals(REFERENCE)) {
        reference = pair.getValue();
      } else if (name.startsWith(PARAMETER) && name.length() > PARAMETER.length()) {
        parameters.put(name.substring(PARAMETER.length()), pair.getValue());
      } else {
        throw ApiException.invalid(
            "metadata",
            "of 'metadata' whose names begin with 'millrace.' there are verifier, reference and"
                + " parameter.NAME");
      }
    }
    if (verifier == null) {
      return null;
    }
    try {
      return new Judging(verifier, reference, parameters);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("metadata", "'metadata." + VERIFIER + "': " + e.getMessage());
    }
  }
}
