package dev.millrace.job.score.lane;

import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Threads of this process, each with a verifier of its own: no verifier is entered twice at once,
 * even by a thread that was given up. A thread that is given up is interrupted; if it ignores that
 * it stays behind, because code cannot be stopped by force, and so many of them are too many.
 */
final class WorkerThreads implements Places {
  /** Threads that may stay behind before no more judgement begins. */
  static final int MOST_LEFT_BEHIND = 4;

  private final String name;
  private final int count;
  private final Supplier<Verifier> verifiers;
  private final Deque<VerifierThread> idle = new ArrayDeque<>();
  private final List<VerifierThread> busy = new ArrayList<>();
  private final List<VerifierThread> leftBehind = new ArrayList<>();

  /**
   * Threads that begin when they are needed.
   *
   * @param name of the verifier
   * @param count of judgements at once
   * @param verifiers makes the verifier of a thread
   */
  WorkerThreads(String name, int count, Supplier<Verifier> verifiers) {
    this.name = name;
    this.count = count;
    this.verifiers = verifiers;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public String hindrance() {
    leftBehind.removeIf(VerifierThread::hasEnded);
    return leftBehind.size() < MOST_LEFT_BEHIND
        ? ""
        : "suspended: " + leftBehind.size() + " threads that were interrupted have not ended";
  }

  @Override
  public UnderWay begin(Prompt prompt, Response response) {
    VerifierThread thread = idle.isEmpty() ? new VerifierThread(name, verifiers) : idle.pop();
    busy.add(thread);
    CompletableFuture<Map<String, Float>> answer = thread.judge(prompt, response);
    return new UnderWay() {
      @Override
      public CompletableFuture<Map<String, Float>> answer() {
        return answer;
      }

      @Override
      public void ended() {
        busy.remove(thread);
        idle.push(thread);
      }

      @Override
      public void giveUp() {
        busy.remove(thread);
        leftBehind.add(thread);
        thread.close();
      }
    };
  }

  @Override
  public void close() {
    idle.forEach(VerifierThread::close);
    busy.forEach(VerifierThread::close);
  }
}
