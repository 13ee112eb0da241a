package dev.millrace.server.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.policy.InvalidPolicyException;
import dev.millrace.server.chat.jinja.None;
import dev.millrace.server.chat.jinja.Template;
import dev.millrace.server.chat.jinja.TemplateException;
import dev.millrace.server.chat.jinja.Text;
import dev.millrace.server.openai.ChatRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How a model writes conversations: the chat template of its tokenizer. */
public final class ChatTemplate {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONFIG = "tokenizer_config.json";
  private static final String TEMPLATE = "chat_template.jinja";

  /** Characters of a conversation; a body of a request is shorter. */
  private static final int LONGEST = 1 << 23;

  private final Template template;
  private final Map<String, Object> tokens;

  private ChatTemplate(Template template, Map<String, Object> tokens) {
    this.template = template;
    this.tokens = tokens;
  }

  /**
   * Reads the template of a model directory: {@code chat_template.jinja}, or the entry of {@code
   * tokenizer_config.json}.
   *
   * @param now for templates that write the date
   * @return null when the directory has none
   * @throws InvalidPolicyException when it cannot be read
   */
  public static @Nullable ChatTemplate read(Path directory, Supplier<LocalDateTime> now) {
    Path config = directory.resolve(CONFIG);
    Path file = directory.resolve(TEMPLATE);
    try {
      JsonNode json = Files.isRegularFile(config) ? JSON.readTree(config.toFile()) : null;
      String source =
          Files.isRegularFile(file)
              ? Files.readString(file)
              : json == null ? null : entry(json.path("chat_template"));
      if (source == null) {
        return null;
      }
      return new ChatTemplate(Template.parse(source, now, LONGEST), tokens(json));
    } catch (IOException e) {
      throw new InvalidPolicyException(config, "cannot be read: " + e, e);
    } catch (TemplateException e) {
      throw new InvalidPolicyException(
          Files.isRegularFile(file) ? file : config, "chat template: " + e.getMessage(), e);
    }
  }

  /** A template, or the one named default of several. */
  private static @Nullable String entry(JsonNode node) {
    if (node.isTextual()) {
      return node.textValue();
    }
    for (JsonNode named : node) {
      if (named.path("name").asText().equals("default")) {
        return named.path("template").textValue();
      }
    }
    return null;
  }

  /** Special tokens by the names that templates use. */
  private static Map<String, Object> tokens(@Nullable JsonNode config) {
    Map<String, Object> tokens = new HashMap<>();
    if (config != null) {
      for (Map.Entry<String, JsonNode> each : config.properties()) {
        JsonNode value = each.getValue();
        String text = value.isObject() ? value.path("content").textValue() : value.textValue();
        if (each.getKey().endsWith("_token") && text != null) {
          tokens.put(each.getKey(), Text.own(text));
        }
      }
    }
    return tokens;
  }

  /**
   * Writes a conversation, up to where the model is to go on.
   *
   * @throws TemplateException when the template refuses it
   */
  public Text render(List<ChatRequest.Message> messages) {
    List<Object> all = new ArrayList<>();
    for (ChatRequest.Message message : messages) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("role", Text.own(message.role()));
      each.put("content", Text.foreign(message.content()));
      all.add(each);
    }
    Map<String, Object> values = new HashMap<>(tokens);
    values.put("messages", all);
    values.put("tools", None.NONE);
    values.put("documents", None.NONE);
    values.put("add_generation_prompt", true);
    return template.render(values);
  }
}
