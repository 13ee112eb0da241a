package dev.millrace.server.openai;

/**
 * How much one request may ask for.
 *
 * @param promptTokens tokens of a prompt
 * @param outputTokens tokens of an answer
 * @param choices answers of a request: prompts times {@code n}
 * @param stops texts that end an answer
 * @param stopLength characters of such a text
 * @param messages messages of a conversation
 */
public record Limits(
    int promptTokens, int outputTokens, int choices, int stops, int stopLength, int messages) {
  public static final Limits DEFAULT = new Limits(8192, 4096, 64, 4, 256, 1024);

  public Limits {
    requirePositive("prompt tokens", promptTokens);
    requirePositive("output tokens", outputTokens);
    requirePositive("choices", choices);
    requirePositive("stops", stops);
    requirePositive("stop length", stopLength);
    requirePositive("messages", messages);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("the limit of " + name + " must be >= 1, was " + value);
    }
  }
}
