package dev.millrace.server.api;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** Everything that is logged meanwhile by this project, down to the level of debugging. */
final class LogCapture implements AutoCloseable {
  private static final String NAME = "capture";
  private static final String LOGGER = "dev.millrace";

  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);

  LogCapture() {
    AbstractAppender appender =
        new AbstractAppender(NAME, null, null, true, Property.EMPTY_ARRAY) {
          @Override
          public void append(LogEvent event) {
            lines.add(event.getMessage().getFormattedMessage() + " " + event.getThrown());
          }
        };
    appender.start();
    LoggerConfig config = new LoggerConfig(LOGGER, Level.DEBUG, true);
    config.addAppender(appender, Level.DEBUG, null);
    context.getConfiguration().addLogger(LOGGER, config);
    context.updateLoggers();
  }

  String text() {
    return String.join("\n", lines);
  }

  @Override
  public void close() {
    context.getConfiguration().removeLogger(LOGGER);
    context.updateLoggers();
  }
}
