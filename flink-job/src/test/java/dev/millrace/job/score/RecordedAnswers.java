package dev.millrace.job.score;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schemas.Prompt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Judgements of others in shared/data or in MILLRACE_DATA, and how a verifier agrees with them. */
public final class RecordedAnswers {
  private RecordedAnswers() {}

  /** An answer with the judgement that came with it. */
  public record Row(String reference, String answer, boolean expected) {}

  /** How a verifier judged: rows in all, and those that it took for right or wrong by mistake. */
  public record Agreement(int rows, List<Row> accepted, List<Row> refused) {
    /** The share of rows that it judged as expected. */
    public double share() {
      return 1 - (double) (accepted.size() + refused.size()) / rows;
    }
  }

  /** The rows of a file; the test is skipped when it is not there. */
  public static List<Row> read(String file, Function<JsonNode, Stream<Row>> rows)
      throws IOException {
    Path path = find(file);
    Assumptions.assumeTrue(
        Files.exists(path), "skipped: " + file + " is not there; set MILLRACE_DATA to its folder");
    ObjectMapper json = new ObjectMapper();
    List<Row> read = new ArrayList<>();
    for (String line : Files.readAllLines(path)) {
      rows.apply(json.readTree(line)).forEach(read::add);
    }
    return read;
  }

  /** Judges every row. */
  public static Agreement judge(Verifier verifier, List<Row> rows) {
    List<Row> accepted = new ArrayList<>();
    List<Row> refused = new ArrayList<>();
    for (Row row : rows) {
      Prompt prompt =
          new Prompt("p", "d", "", new int[0], row.reference(), verifier.name(), Map.of(), 0);
      boolean correct =
          verifier.score(prompt, row.answer()).getOrDefault(Verifier.CORRECT, 0f) == 1f;
      if (correct != row.expected()) {
        (correct ? accepted : refused).add(row);
      }
    }
    return new Agreement(rows.size(), accepted, refused);
  }

  private static Path find(String file) {
    String data = System.getenv("MILLRACE_DATA");
    if (data != null) {
      return Path.of(data, file);
    }
    Path last = Path.of("shared/data", file);
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      last = at.resolve("shared/data").resolve(file);
      if (Files.exists(last)) {
        return last;
      }
    }
    return last;
  }
}
