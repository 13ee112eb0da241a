package dev.millrace.server.chat;

import dev.millrace.policy.GuardedTokenizer;
import dev.millrace.policy.Tokenizer;
import dev.millrace.server.api.Prompts;
import dev.millrace.server.chat.jinja.TemplateException;
import dev.millrace.server.chat.jinja.Text;
import dev.millrace.server.openai.ApiException;
import dev.millrace.server.openai.ChatRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prompts in the tokens of one model. */
public final class TokenizedPrompts implements Prompts {
  private static final int LONGEST_REASON = 200;

  private final Tokenizer tokenizer;
  private final GuardedTokenizer guarded;
  private final @Nullable ChatTemplate template;

  /**
   * @param template null for a model that has none
   */
  public TokenizedPrompts(
      Tokenizer tokenizer, GuardedTokenizer guarded, @Nullable ChatTemplate template) {
    this.tokenizer = tokenizer;
    this.guarded = guarded;
    this.template = template;
  }

  @Override
  public int[] ofText(String text) {
    return tokenizer.encode(text);
  }

  @Override
  public int[] ofChat(List<ChatRequest.Message> messages) {
    if (template == null) {
      throw ApiException.unsupported(
          "messages",
          "this model has no chat template; use /v1/completions, or add chat_template.jinja to its"
              + " directory");
    }
    try {
      Text text = template.render(messages);
      return guarded.encode(text.value(), text.foreign());
    } catch (TemplateException e) {
      String reason = String.valueOf(e.getMessage());
      throw ApiException.invalid(
          "messages",
          "the chat template of the model refuses the conversation: "
              + reason.substring(0, Math.min(LONGEST_REASON, reason.length())));
    }
  }
}
