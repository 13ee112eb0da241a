package dev.millrace.ops.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ops.score.RecordedGroup;
import dev.millrace.ops.task.RecordedResponse;
import dev.millrace.schemas.Prompt;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RecordIdentityTest {
  private static RecordedGroup group(String text, Map<String, String> parameters, String... all) {
    Prompt prompt = new Prompt("p", "d", text, new int[0], "7", "number", parameters, 0);
    return new RecordedGroup(prompt, List.of(all).stream().map(RecordedResponse::of).toList());
  }

  @Test
  void isThatOfTheContentAndOfWhatItBecomes() {
    Map<String, String> forth = new LinkedHashMap<>();
    forth.put("a", "1");
    forth.put("b", "2");
    Map<String, String> back = new LinkedHashMap<>();
    back.put("b", "2");
    back.put("a", "1");
    assertThat(RecordIdentity.of(group("t", forth, "7", "8"), "r"))
        .isEqualTo(RecordIdentity.of(group("t", back, "7", "8"), "r"))
        .matches("ingest-[0-9a-f]{32}");
    RecordedGroup tokens =
        new RecordedGroup(
            group("t", Map.of(), "7").prompt(),
            List.of(new RecordedResponse("7", new int[] {7}, new float[0], true)));
    RecordedGroup open =
        new RecordedGroup(
            group("t", Map.of(), "7").prompt(),
            List.of(new RecordedResponse("7", new int[0], new float[0], false)));
    Set<String> all = new HashSet<>();
    assertThat(
            List.of(
                RecordIdentity.of(group("t", Map.of(), "7"), "r"),
                RecordIdentity.of(group("t", Map.of(), "7"), "s"),
                RecordIdentity.of(group("u", Map.of(), "7"), "r"),
                RecordIdentity.of(group("t", Map.of("a", "1"), "7"), "r"),
                RecordIdentity.of(group("t", Map.of(), "7", "7"), "r"),
                RecordIdentity.of(tokens, "r"),
                RecordIdentity.of(open, "r")))
        .allMatch(all::add);
  }

  @Property(seed = "42", tries = 300)
  void textsThatAreDividedOtherwiseAreOtherGroups(
      @ForAll String a, @ForAll String b, @ForAll char moved) {
    assertThat(RecordIdentity.of(group("t", Map.of(), a + moved, b), "r"))
        .isNotEqualTo(RecordIdentity.of(group("t", Map.of(), a, moved + b), "r"));
  }
}
