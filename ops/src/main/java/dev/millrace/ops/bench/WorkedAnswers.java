package dev.millrace.ops.bench;

import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Sampling;
import dev.millrace.schemas.VersionSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Groups of worked answers to word problems, in the manner of GSM8K: some lines, then the number.
 */
final class WorkedAnswers {
  /** Responses of a group, G. */
  static final int RESPONSES = 8;

  private static final int CHARACTERS_A_TOKEN = 4;

  private WorkedAnswers() {}

  /**
   * A group that is judged by a verifier; half of its answers are right.
   *
   * @param number names the group
   */
  static ResponseGroup group(int number, String verifier, SplittableRandom random) {
    long right = random.nextLong(2, 10_000);
    List<Response> responses = new ArrayList<>();
    for (int i = 0; i < RESPONSES; i++) {
      String text = answer(i % 2 == 0 ? right : right + i, random);
      int tokens = text.length() / CHARACTERS_A_TOKEN;
      responses.add(
          new Response(
              "bench-" + number + "/" + i,
              new int[tokens],
              new float[tokens],
              List.of(new VersionSpan(1, 0, 0, tokens)),
              FinishReason.STOP,
              text,
              null));
    }
    Prompt prompt =
        new Prompt(
            "bench-" + number, "bench", "", new int[64], "#### " + right, verifier, Map.of(), 0);
    return new ResponseGroup(
        "bench-" + number,
        prompt,
        new int[64],
        responses,
        new Sampling(1, 1, 0, 512, 1),
        "none",
        "bench",
        0,
        0,
        null);
  }

  private static String answer(long result, SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    int lines = random.nextInt(3, 7);
    for (int i = 0; i < lines; i++) {
      int a = random.nextInt(2, 100);
      int b = random.nextInt(2, 100);
      String sum = a + "*" + b + "=" + a * b;
      text.append("She makes ").append(a).append(" * ").append(b);
      text.append(" = $<<").append(sum).append(">>").append(a * b);
      text.append(" every day at the farmers' market.\n");
    }
    return text.append("#### ").append(result).toString();
  }
}
