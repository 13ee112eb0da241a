package dev.millrace.ops.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ops.UserError;
import dev.millrace.schemas.Prompt;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * Rows of a JSONL file. A field is named by its path, with dots between; answers and expected
 * judgements may be lists of one length, or several fields in the same order.
 *
 * @param reference the field of the reference; it may be missing, as countdown has none
 * @param answers fields of answers
 * @param expected fields of the judgements, one for each field of answers
 * @param parameters fields that are parameters of the verifier, where a row has them; of a list the
 *     values with commas between
 */
record VerifierRows(
    String reference, List<String> answers, List<String> expected, List<String> parameters) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The rows, and how many answers had no judgement and were left out. */
  record Read(List<VerifierRow> rows, int withoutJudgement) {}

  Read read(Path file, String verifier) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new UserError(file + ": there is no such file, or it cannot be read");
    }
    List<VerifierRow> rows = new ArrayList<>();
    int withoutJudgement = 0;
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          withoutJudgement += add(rows, tree(file, number, line), file, number, verifier);
        }
      }
    } catch (IOException e) {
      throw new UserError(file + ": cannot be read as UTF-8 after line " + number, e);
    }
    if (rows.isEmpty()) {
      throw new UserError(file + ": has no row with an expected judgement");
    }
    return new Read(rows, withoutJudgement);
  }

  private static JsonNode tree(Path file, int number, String line) {
    try {
      JsonNode tree = JSON.readTree(line);
      if (tree.isObject()) {
        return tree;
      }
    } catch (JsonProcessingException e) {
      throw new UserError(
          file + ": line " + number + ": is not JSON: " + e.getOriginalMessage(), e);
    }
    throw new UserError(file + ": line " + number + ": is not a JSON object");
  }

  private int add(List<VerifierRow> rows, JsonNode tree, Path file, int number, String verifier) {
    String where = file + ": line " + number + ": ";
    Prompt prompt =
        new Prompt(
            "line-" + number,
            file.toString(),
            "",
            new int[0],
            at(tree, reference).asText(),
            verifier,
            parametersOf(tree),
            0);
    int left = 0;
    for (int field = 0; field < answers.size(); field++) {
      List<JsonNode> texts = values(at(tree, answers.get(field)));
      List<JsonNode> judgements = values(at(tree, expected.get(field)));
      if (texts.size() != judgements.size()) {
        throw new UserError(
            where
                + texts.size()
                + " of "
                + answers.get(field)
                + " but "
                + judgements.size()
                + " of "
                + expected.get(field));
      }
      for (int i = 0; i < texts.size(); i++) {
        if (judgements.get(i).isNull() || judgements.get(i).isMissingNode()) {
          left++;
        } else if (!judgements.get(i).isBoolean() || !texts.get(i).isTextual()) {
          throw new UserError(
              where
                  + answers.get(field)
                  + " must be text and "
                  + expected.get(field)
                  + " true or false");
        } else {
          rows.add(
              new VerifierRow(
                  number, prompt, texts.get(i).asText(), judgements.get(i).booleanValue()));
        }
      }
    }
    return left;
  }

  private static JsonNode at(JsonNode tree, String path) {
    return tree.at("/" + path.replace('.', '/'));
  }

  private static List<JsonNode> values(JsonNode node) {
    List<JsonNode> values = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(values::add);
    } else {
      values.add(node);
    }
    return values;
  }

  private Map<String, String> parametersOf(JsonNode tree) {
    Map<String, String> found = new TreeMap<>();
    for (String name : parameters) {
      JsonNode value = at(tree, name);
      if (!value.isMissingNode()) {
        StringJoiner text = new StringJoiner(",");
        values(value).forEach(part -> text.add(part.asText()));
        found.put(name, text.toString());
      }
    }
    return found;
  }
}
