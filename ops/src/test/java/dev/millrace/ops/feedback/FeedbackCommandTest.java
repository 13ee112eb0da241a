package dev.millrace.ops.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ops.Millrace;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedbackCommandTest {
  private static final String GOOD =
      "{\"response_id\":\"g/0\",\"metric\":\"thumbs\",\"value\":1,\"time\":5,\"source\":\"ann\"}";

  @TempDir Path directory;

  private final StringWriter err = new StringWriter();

  private int send(String file) {
    // No broker is there: whoever tried to send would say so.
    return Millrace.commandLine()
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(err))
        .execute("feedback", file, "--bootstrap", "127.0.0.1:1", "--deadline", "1");
  }

  @Test
  void fileWithAWrongLineIsNotSentAtAll() throws Exception {
    Path file = directory.resolve("votes.jsonl");
    Files.writeString(file, GOOD + "\n\n" + GOOD.replace("1,", "true,") + "\n");
    assertThat(send(file.toString())).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("millrace feedback: " + file + ":3: field 'value' must be a number\n");
  }

  @Test
  void missingFileAndMissingBrokerAreNamed() throws Exception {
    Path file = directory.resolve("votes.jsonl");
    assertThat(send(file.toString())).isEqualTo(1);
    assertThat(err.toString()).hasLineCount(1).contains(file.toString());
    Files.writeString(file, GOOD + "\n");
    assertThat(send(file.toString())).isEqualTo(1);
    assertThat(err.toString()).hasLineCount(2).contains("127.0.0.1:1");
  }
}
