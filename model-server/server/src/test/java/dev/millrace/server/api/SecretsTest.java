package dev.millrace.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.access.Keyring;
import dev.millrace.server.access.Role;
import dev.millrace.server.access.Secret;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A planted key and planted words, looked for in everything that the server writes of itself. */
class SecretsTest {
  private static final String WORDS = "ann@example.org";

  @TempDir Path directory;
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final LoggerContext logging = (LoggerContext) LogManager.getContext(false);
  private final AbstractAppender appender =
      new AbstractAppender(
          "planted",
          null,
          PatternLayout.newBuilder().withPattern("%c %m %throwable").build(),
          true,
          Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
          lines.add(getLayout().toSerializable(event).toString());
        }
      };
  private Level level;

  @BeforeEach
  void listen() {
    appender.start();
    level = logging.getRootLogger().getLevel();
    logging.getRootLogger().addAppender(appender);
    logging.getRootLogger().setLevel(Level.INFO);
  }

  @AfterEach
  void stop() {
    logging.getRootLogger().removeAppender(appender);
    logging.getRootLogger().setLevel(level);
    appender.stop();
  }

  @Test
  void neitherKeysNorWordsAreWrittenWhateverFails() throws Exception {
    TestServer.Options options = new TestServer.Options();
    Secret.Issued issued = Secret.issue("ann", Set.of(Role.INFER), new Random(1)::nextBytes);
    options.keys = new Keyring(List.of(issued.stored()));
    String body = "{\"model\":\"echo\",\"prompt\":\"" + WORDS + "\"";
    try (TestServer server = new TestServer(directory, options)) {
      for (String path : List.of("/v1/completions", "/v1/chat/completions", "/none")) {
        for (String key : List.of(issued.key(), issued.key() + "x")) {
          for (String end :
              List.of("}", "", ",\"n\":0}", ",\"stream\":true}", ",\"" + WORDS + "\":1}")) {
            server.engine.failNext(new IllegalStateException("broken"));
            Requests.send(
                HttpRequest.newBuilder(server.uri(path))
                    .header("content-type", "application/json")
                    .header("authorization", "Bearer " + key)
                    .POST(HttpRequest.BodyPublishers.ofString(body + end)));
          }
        }
      }
      assertThat(lines).anyMatch(line -> line.contains("broken"));
      assertThat(lines).noneMatch(line -> line.contains(WORDS));
      assertThat(lines).noneMatch(line -> line.contains(issued.key()));
      assertThat(server.registry.scrape()).doesNotContain(WORDS).doesNotContain(issued.key());
    }
  }
}
