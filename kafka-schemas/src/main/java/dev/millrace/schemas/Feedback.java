package dev.millrace.schemas;

import java.util.Map;

/**
 * What one source said of a response that it was shown. A second record of the same response,
 * metric and source changes nothing.
 *
 * @param responseId the response, in the form of {@link ResponseId}
 * @param vote what was said, by whom and when
 * @param tags anything else that the sender wants kept; nothing is computed from it
 */
public record Feedback(String responseId, Vote vote, Map<String, String> tags) {}
