package dev.millrace.job.score.code;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process that judges programs, one after the other, each in processes of its own. Its verdict
 * comes by a pipe that no process of a program ever holds. Used by one thread at a time; {@link
 * #close} may come from any.
 */
final class Sandbox implements AutoCloseable {
  /** A program may write this much into its own file system. */
  private static final int FILES_MB = 16;

  /** How long a sandbox may take to start, and to answer after a program's time is up. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int MOST_BYTES = 1 << 20; // of an answer
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final DataOutputStream requests;
  private final DataInputStream answers;

  private Sandbox(Process process) {
    this.process = process;
    requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 1 << 16));
    answers = new DataInputStream(process.getInputStream());
  }

  /**
   * Starts one and waits until it is ready.
   *
   * @throws IOException that says why it cannot be had here
   */
  static Sandbox start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(new File("/"));
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
    builder.environment().put("LC_ALL", "C.UTF-8");
    // The order of a set of texts must not decide a verdict one day and not the next.
    builder.environment().put("PYTHONHASHSEED", "0");
    Sandbox sandbox = new Sandbox(builder.start());
    try {
      sandbox.answer(PATIENCE);
      return sandbox;
    } catch (IOException e) {
      String complaint = sandbox.lastComplaint();
      sandbox.close();
      throw new IOException(complaint.isEmpty() ? "it ended before it was ready" : complaint, e);
    }
  }

  /** Runs a program and its tests. */
  CodeVerdict judge(CodeTask task, CodeSettings settings) throws IOException {
    long wallMillis = settings.wall().toMillis();
    requests.writeInt((int) settings.cpu().toSeconds());
    requests.writeInt((int) Math.min(wallMillis, Integer.MAX_VALUE));
    requests.writeInt(settings.memoryMb());
    requests.writeInt(settings.processes());
    requests.writeInt(FILES_MB);
    CompletableFuture<Void> guard = guard(settings.wall().plus(PATIENCE));
    JsonNode answer;
    try {
      write(task.program());
      write(task.tests());
      requests.flush();
      answer = read();
    } finally {
      guard.cancel(false);
    }
    String outcome = answer.path("verdict").asText().toUpperCase(Locale.ROOT);
    return new CodeVerdict(
        CodeVerdict.Outcome.valueOf(outcome),
        answer.path("loaded").asBoolean(),
        answer.path("detail").asText());
  }

  private void write(byte[] part) throws IOException {
    requests.writeInt(part.length);
    requests.write(part);
  }

  private void answer(Duration patience) throws IOException {
    CompletableFuture<Void> guard = guard(patience);
    try {
      read();
    } finally {
      guard.cancel(false);
    }
  }

  private JsonNode read() throws IOException {
    int length = answers.readInt();
    if (length < 0 || length > MOST_BYTES) {
      throw new IOException("an answer of " + length + " bytes");
    }
    byte[] body = answers.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("an answer ended early");
    }
    return JSON.readTree(body);
  }

  /** Ends the sandbox when time is up, which ends whatever waits for it. */
  private CompletableFuture<Void> guard(Duration time) {
    return CompletableFuture.runAsync(
        this::kill, CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** The last line that it wrote to its standard error; it has ended. */
  private String lastComplaint() {
    try {
      kill();
      byte[] written = process.getErrorStream().readNBytes(1 << 16);
      String[] lines = new String(written, StandardCharsets.UTF_8).strip().split("\n", -1);
      return lines[lines.length - 1].strip();
    } catch (IOException e) {
      return "";
    }
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Ends it and all that it started. */
  @Override
  public void close() {
    kill();
    try {
      process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
