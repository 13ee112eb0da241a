package dev.millrace.server.api;

import dev.millrace.server.openai.ChatRequest;
import java.util.List;

/** From words to tokens. Thread-safe. */
public interface Prompts {
  /** Tokens of a text; names of control tokens in it are control tokens. */
  int[] ofText(String text);

  /**
   * Tokens of a conversation, up to where the model is to go on.
   *
   * @throws dev.millrace.server.openai.ApiException when the model has no way to write it
   */
  int[] ofChat(List<ChatRequest.Message> messages);
}
