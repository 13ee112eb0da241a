package dev.millrace.schemas;

import java.util.Optional;

/**
 * The identity of a response, {@code <group id>/<index>}: whoever was shown a response can say
 * which group it belongs to without having seen the others.
 *
 * @param groupId the group; not empty
 * @param index place of the response in its group, from 0
 */
public record ResponseId(String groupId, int index) {
  private static final int LONGEST_INDEX = 6;

  public ResponseId {
    if (groupId.isEmpty() || index < 0) {
      throw new IllegalArgumentException("response " + groupId + "/" + index);
    }
  }

  /** The parts of an identity; empty when the text has not this form. */
  public static Optional<ResponseId> parse(String text) {
    int slash = text.lastIndexOf('/');
    String index = text.substring(slash + 1);
    boolean canonical =
        slash > 0
            && !index.isEmpty()
            && index.length() <= LONGEST_INDEX
            && index.chars().allMatch(c -> c >= '0' && c <= '9')
            && (index.length() == 1 || index.charAt(0) != '0');
    return canonical
        ? Optional.of(new ResponseId(text.substring(0, slash), Integer.parseInt(index)))
        : Optional.empty();
  }

  /** The identity as responses and feedback carry it. */
  public String text() {
    return groupId + "/" + index;
  }
}
