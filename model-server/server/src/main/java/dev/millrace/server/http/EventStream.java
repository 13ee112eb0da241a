package dev.millrace.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.server.openai.ApiException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A stream of server-sent events. Used by one thread. */
public final class EventStream {
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.UTF_8);
  private static final byte[] END = "\n\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.UTF_8);

  private final OutputStream out;
  private final Duration readerDelay;

  EventStream(OutputStream out, Duration readerDelay) {
    this.out = out;
    this.readerDelay = readerDelay;
  }

  /** Writes an event, to be sent with the next {@link #flush}. */
  public void write(JsonNode event) throws IOException {
    write(RequestBody.bytes(event));
  }

  private void write(byte[] event) throws IOException {
    out.write(DATA);
    out.write(event);
    out.write(END);
  }

  /** Sends what was written. */
  public void flush() throws IOException {
    out.flush();
  }

  /** Ends the stream. */
  public void done() throws IOException {
    write(DONE);
    flush();
  }

  /** Ends the stream with an error. */
  void fail(ApiException failure) throws IOException {
    write(failure.body());
    done();
  }

  /**
   * Gives up a reader that is too slow, whose events would pile up here.
   *
   * @param behindNanos how long ago what is to be written next came to be
   * @throws SlowReaderException then
   */
  public void requirePace(long behindNanos) throws SlowReaderException {
    if (behindNanos > readerDelay.toNanos()) {
      throw new SlowReaderException(readerDelay);
    }
  }

  /** The reader of a stream has fallen too far behind. */
  static final class SlowReaderException extends IOException {
    private static final long serialVersionUID = 1L;

    SlowReaderException(Duration delay) {
      super("the reader of the stream is more than " + delay.toSeconds() + " s behind");
    }
  }
}
