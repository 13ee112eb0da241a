package dev.millrace.job.score.judge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.job.score.remote.RemoteListener;
import dev.millrace.job.score.remote.RemoteSettings;
import dev.millrace.job.score.remote.ScriptedServer;
import dev.millrace.job.score.remote.StrictJson;
import dev.millrace.job.settings.OptionValues;
import dev.millrace.schemas.Prompt;
import java.util.HashMap;
import java.util.Map;

/** Judges, what they are asked and what they say. */
final class Judges {
  private Judges() {}

  static OptionValues options(String... keysAndValues) {
    Map<String, String> typed = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      typed.put("millrace.score." + keysAndValues[i], keysAndValues[i + 1]);
    }
    return OptionValues.of(typed);
  }

  static JudgeVerifier asking(ScriptedServer server, String... keysAndValues) {
    return asking(server, RemoteListener.NONE, keysAndValues);
  }

  static JudgeVerifier asking(
      ScriptedServer server, RemoteListener listener, String... keysAndValues) {
    String[] all = new String[keysAndValues.length + 4];
    all[0] = "judge-url";
    all[1] = server.url("/v1");
    all[2] = "judge-model";
    all[3] = "m";
    System.arraycopy(keysAndValues, 0, all, 4, keysAndValues.length);
    OptionValues options = options(all);
    return new JudgeVerifier(JudgeSettings.from(options), RemoteSettings.from(options), listener);
  }

  static Prompt prompt(String reference, String... keysAndValues) {
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      parameters.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return new Prompt("p7", "d", "Name a colour.", new int[0], reference, "judge", parameters, 0);
  }

  /** A chat completion. */
  static String saying(String content, String finishReason, int tokens) {
    ObjectNode completion = StrictJson.newObject().put("object", "chat.completion");
    ObjectNode choice = completion.putArray("choices").addObject();
    choice.putObject("message").put("role", "assistant").put("content", content);
    choice.put("finish_reason", finishReason);
    completion.putObject("usage").put("total_tokens", tokens);
    return StrictJson.text(completion);
  }

  static String saying(String content) {
    return saying(content, "stop", 100);
  }
}
