package dev.millrace.job.score.code;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.Prompt;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is sent to a sandbox, in two parts that no process sees both of.
 *
 * @param program the part for the process of the program: its source and how it is run, JSON
 * @param tests the part for the process of the tests: the prompt's code or cases, JSON
 */
record CodeTask(byte[] program, byte[] tests) {
  static final String LANGUAGE = "language";
  static final String STYLE = "style";
  static final String RESPONSE = "response";
  static final String PREAMBLE = "preamble";
  static final String ENTRY_POINT = "entry-point";
  static final String STOP = "stop";
  private static final Set<String> PARAMETERS =
      Set.of(LANGUAGE, STYLE, RESPONSE, PREAMBLE, ENTRY_POINT, STOP);

  private static final int MOST_OUTPUT = 1 << 20; // bytes that a run may print
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The task of a prompt and a response.
   *
   * @param languages commands of languages beside python3
   * @param python the interpreter that runs programs of style io in python3
   * @throws IllegalArgumentException that names the prompt and what is wrong with it
   */
  static CodeTask of(
      Prompt prompt, String response, String python, Map<String, List<String>> languages) {
    Map<String, String> parameters = prompt.verifierParameters();
    for (String name : parameters.keySet()) {
      if (!PARAMETERS.contains(name)) {
        throw wrong(prompt, name, parameters.get(name), "one of " + new TreeSet<>(PARAMETERS));
      }
    }
    String language = parameters.getOrDefault(LANGUAGE, "python3");
    String style = parameters.getOrDefault(STYLE, "calls");
    List<String> command = command(prompt, language, style, python, languages);
    String preamble = parameters.getOrDefault(PREAMBLE, "");
    String source = preamble + programText(prompt, response);
    ObjectNode program = JSON.createObjectNode().put("source", source);
    ObjectNode tests = JSON.createObjectNode().put("preamble", preamble).put("most", MOST_OUTPUT);
    tests.put("tests", prompt.reference());
    if (style.equals("calls")) {
      program.putNull("command");
      tests.putNull("cases");
    } else {
      ArrayNode words = program.putArray("command");
      command.forEach(words::add);
      tests.set("cases", cases(prompt));
    }
    ArrayNode entries = tests.putArray("entries");
    words(prompt, ENTRY_POINT).forEach(entries::add);
    if (style.equals("calls") && !preamble.isEmpty() && entries.isEmpty()) {
      // The tests would call what the preamble defines, which is no part of the response.
      throw wrong(prompt, ENTRY_POINT, "", "a name of the program where there is a preamble");
    }
    return new CodeTask(bytes(program), bytes(tests));
  }

  private static List<String> command(
      Prompt prompt,
      String language,
      String style,
      String python,
      Map<String, List<String>> languages) {
    boolean isPython = language.equals("python3");
    if (!style.equals("calls") && !style.equals("io")) {
      throw wrong(prompt, STYLE, style, "calls or io");
    }
    if (isPython) {
      return languages.getOrDefault(language, List.of(python, "-I", "program"));
    }
    List<String> command = languages.get(language);
    if (command == null) {
      Set<String> known = new TreeSet<>(languages.keySet());
      known.add("python3");
      throw wrong(
          prompt,
          LANGUAGE,
          language,
          "one of " + known + " (" + CodeSettings.LANGUAGES.key() + ")");
    }
    if (style.equals("calls")) {
      throw wrong(prompt, STYLE, style, "io for the language " + language);
    }
    return command;
  }

  /** The words of a parameter that is a list with commas. */
  private static List<String> words(Prompt prompt, String parameter) {
    String text = prompt.verifierParameters().getOrDefault(parameter, "");
    return Arrays.stream(text.split(",", -1)).map(String::strip).filter(w -> !w.isEmpty()).toList();
  }

  private static String programText(Prompt prompt, String response) {
    String kind = prompt.verifierParameters().getOrDefault(RESPONSE, "program");
    if (!kind.equals("program") && !kind.equals("completion")) {
      throw wrong(prompt, RESPONSE, kind, "program or completion");
    }
    return kind.equals("completion")
        ? ProgramText.completion(response, words(prompt, STOP))
        : ProgramText.of(response);
  }

  /** The cases of a reference: a list of {"input": text, "output": text}. */
  private static JsonNode cases(Prompt prompt) {
    JsonNode cases;
    try {
      cases = JSON.readTree(prompt.reference());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "prompt " + prompt.promptId() + ": its reference is no JSON list of cases", e);
    }
    boolean usable = cases.isArray() && !cases.isEmpty();
    for (JsonNode one : cases) {
      usable &= one.path("input").isTextual() && one.path("output").isTextual();
    }
    if (!usable) {
      throw new IllegalArgumentException(
          "prompt "
              + prompt.promptId()
              + ": its reference must be a list of {\"input\": text, \"output\": text}");
    }
    return cases;
  }

  private static IllegalArgumentException wrong(
      Prompt prompt, String parameter, String value, String expected) {
    return new IllegalArgumentException(
        "prompt "
            + prompt.promptId()
            + ": parameter "
            + parameter
            + " must be "
            + expected
            + ", was '"
            + value
            + "'");
  }

  private static byte[] bytes(ObjectNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }
}
