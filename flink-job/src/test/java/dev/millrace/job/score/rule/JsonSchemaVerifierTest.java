package dev.millrace.job.score.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSchemaVerifierTest {
  private static final String PERSON =
      "{\"type\": \"object\", \"required\": [\"name\", \"age\"], \"additionalProperties\": false,"
          + " \"properties\": {\"name\": {\"type\": \"string\", \"pattern\": \"^[A-Z]\"},"
          + " \"age\": {\"type\": \"integer\", \"minimum\": 0}}}";

  private static final Prompt IN_REFERENCE = RulePrompts.prompt(PERSON);
  private final Verifier schema = new JsonSchemaVerifier();

  @Test
  void jsonThatTheSchemaAllowsIsRight() {
    assertThat(schema.score(IN_REFERENCE, " {\"name\": \"Ada\", \"age\": 36}\n"))
        .isEqualTo(Map.of("correct", 1f, "format", 1f));
    Prompt parameter = RulePrompts.prompt("Ada", "schema", PERSON);
    assertThat(RulePrompts.correct(schema, parameter, "{\"name\":\"Ada\",\"age\":3}")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"Ada\"}",
        "{\"name\": \"ada\", \"age\": 36}",
        "{\"name\": \"Ada\", \"age\": -1}",
        "{\"name\": \"Ada\", \"age\": 36.5}",
        "{\"name\": \"Ada\", \"age\": 36, \"x\": 1}",
        "[]",
        "7"
      })
  void otherJsonIsWrong(String response) {
    assertThat(schema.score(IN_REFERENCE, response)).isEqualTo(Map.of("correct", 0f, "format", 1f));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Ada",
        "{\"name\": \"Ada\", \"age\": 36} as asked",
        "{\"name\": \"Ada\", \"age\": 36, \"age\": 37}",
        "{'name': 'Ada', 'age': 36}",
        "{\"name\": \"Ada\", \"age\": NaN}",
        "```json\n{\"name\": \"Ada\", \"age\": 36}\n```"
      })
  void whatIsNoJsonIsWrongInItsFormat(String response) {
    assertThat(schema.score(IN_REFERENCE, response)).isEqualTo(Map.of("correct", 0f, "format", 0f));
  }

  @Test
  void lastFencedBlockIsTakenWhereAsked() {
    Prompt prompt = RulePrompts.prompt(PERSON, "where", "fence");
    String first = "```json\n{}\n```\nor rather\n";
    String last = "```json\n{\"name\": \"Ada\", \"age\": 36}\n```\nDone.";
    assertThat(RulePrompts.correct(schema, prompt, first + last)).isEqualTo(1);
    assertThat(RulePrompts.correct(schema, prompt, last + first)).isZero();
    assertThat(RulePrompts.correct(schema, prompt, "{\"name\": \"Ada\", \"age\": 36}"))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "3",
        "{\"type\": \"objekt\"}",
        "{\"$ref\": \"https://example.org/schema.json\"}",
        "{\"$ref\": \"file:///etc/passwd\"}",
        "{\"$ref\": \"#/$defs/none\"}",
        "{\"type\": \"string\", \"pattern\": \"(?=a)\"}",
        "{\"$schema\": \"https://example.org/dialect\"}"
      })
  void schemaThatCannotBeUsedIsNamed(String text) {
    assertThatThrownBy(() -> schema.score(RulePrompts.prompt(text), "\"a\""))
        .hasMessageStartingWith("prompt p7: parameter schema");
  }

  @Test
  void hostileTextEnds() {
    Prompt recursive =
        RulePrompts.prompt("{\"anyOf\": [{\"type\": \"array\", \"items\": {\"$ref\": \"#\"}}]}");
    assertThat(schema.score(recursive, "[".repeat(50_000))).containsEntry("format", 0f);
    assertThat(schema.score(recursive, "[".repeat(99) + "]".repeat(99)))
        .containsEntry("correct", 1f);
    assertThat(schema.score(recursive, "9".repeat(50_000))).containsEntry("format", 0f);
    assertThat(schema.score(recursive, "1e999999999")).containsEntry("correct", 0f);
    String backtracking = "{\"pattern\": \"^(a+)+$\"}";
    assertThat(schema.score(RulePrompts.prompt(backtracking), "\"" + "a".repeat(50_000) + "!\""))
        .containsEntry("correct", 0f);
  }
}
