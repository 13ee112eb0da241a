package dev.millrace.server.engine;

import static dev.millrace.server.engine.RunningLoop.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.Generated;
import dev.millrace.policy.Generation;
import dev.millrace.policy.GenerationRequest;
import dev.millrace.policy.Policy;
import dev.millrace.policy.Torch;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Sampling;
import dev.millrace.server.TestObjects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecodeLoopTest {
  /** No token of the vocabulary is the end: the answer has as many tokens as it may. */
  private static final int LONG = 25;

  private Policy policy;
  private Policy other;

  @BeforeEach
  void policies() {
    Torch.enterThread();
    policy = TestObjects.endlessPolicy(1);
    other = TestObjects.endlessPolicy(2);
  }

  @AfterEach
  void close() {
    policy.close();
    other.close();
  }

  private PolicySource.Current current() {
    return new PolicySource.Current(policy, 3, 4);
  }

  private static EngineRequest request(Priority priority, String tenant, String id, int tokens) {
    Sampling sampling = new Sampling(1, 1, 0, tokens, 7);
    return new EngineRequest(
        new GenerationRequest(id, 0, new int[] {3, 4, 5}, sampling, new int[0]),
        priority,
        tenant,
        0);
  }

  @Test
  void answersAreThoseOfABatchAndNameTheWeights() throws Exception {
    try (RunningLoop running = new RunningLoop(this::current, policy, settings(4, 4, 100))) {
      List<EngineRequest> asked = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        asked.add(request(Priority.LIVE, "t" + i % 3, "r" + i, 1 + 2 * i));
      }
      List<Generated> expected =
          Generation.generate(policy, asked.stream().map(EngineRequest::generation).toList());
      running.start();
      List<Heard> heard = new ArrayList<>();
      for (EngineRequest request : asked) {
        Heard listener = new Heard();
        heard.add(listener);
        running.engine().submit(request, listener);
      }
      for (int i = 0; i < 12; i++) {
        assertThat(heard.get(i).reason()).isEqualTo(FinishReason.LENGTH);
        assertThat(heard.get(i).ids()).isEqualTo(expected.get(i).tokens());
        assertThat(heard.get(i).tokens())
            .allMatch(token -> token.lineage() == 3 && token.step() == 4);
      }
      assertThat(running.figures.tokens()).isEqualTo(12 * 12);
      assertThat(running.figures.cut()).isEqualTo(12);
      assertThat(running.figures.firstToken().count()).isEqualTo(12);
      assertThat(running.figures.betweenTokens().count()).isEqualTo(12 * 11);
      assertThat(running.stop()).isNull();
    }
  }

  @Test
  void liveRequestsGoFirstAndTenantsTakeTurns() throws Exception {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    List<Heard> heard = new ArrayList<>();
    try (RunningLoop running = new RunningLoop(this::current, policy, settings(1, 1, 100))) {
      for (String name : List.of("Ta1", "La2", "La3", "La4", "Lb5", "Tb6")) {
        Priority priority = name.startsWith("L") ? Priority.LIVE : Priority.TRAINING;
        Heard listener = new Heard(count -> order.add(name));
        heard.add(listener);
        running.engine().submit(request(priority, name.substring(1, 2), name, 1), listener);
      }
      running.start();
      for (Heard listener : heard) {
        listener.reason();
      }
    }
    assertThat(order).containsExactly("La2", "Lb5", "La3", "La4", "Ta1", "Tb6");
  }

  @Test
  void trainingLeavesARowForLiveRequests() throws Exception {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    try (RunningLoop running = new RunningLoop(this::current, policy, settings(2, 1, 100))) {
      Heard first = new Heard();
      Heard second = new Heard(count -> order.add("training"));
      Heard live = new Heard(count -> order.add("live"));
      running.engine().submit(request(Priority.TRAINING, "t", "1", LONG), first);
      running.engine().submit(request(Priority.TRAINING, "t", "2", 1), second);
      AtomicInteger tokens = new AtomicInteger();
      Heard trigger =
          new Heard(
              count -> {
                if (tokens.incrementAndGet() == 2) {
                  submit(running, request(Priority.LIVE, "t", "3", 2), live);
                }
              });
      running.engine().submit(request(Priority.LIVE, "t", "0", 2), trigger);
      running.start();
      first.reason();
      second.reason();
      live.reason();
    }
    // The second training request waits for the first, which the live one does not.
    assertThat(order).containsExactly("live", "live", "training");
  }

  @Test
  void moreRequestsThanMayWaitAreRefusedWithATime() throws Exception {
    try (RunningLoop running = new RunningLoop(this::current, policy, settings(1, 1, 2))) {
      running.engine().submit(request(Priority.LIVE, "t", "1", 1), new Heard());
      running.engine().submit(request(Priority.LIVE, "t", "2", 1), new Heard());
      assertThatThrownBy(
              () -> running.engine().submit(request(Priority.LIVE, "t", "3", 1), new Heard()))
          .isInstanceOfSatisfying(
              QueueFullException.class,
              e -> assertThat(e.retryAfter()).isGreaterThanOrEqualTo(Duration.ofSeconds(1)))
          .hasMessageContaining("2 requests wait already");
      // A full queue of live requests keeps no training request out.
      Heard training = new Heard();
      running.engine().submit(request(Priority.TRAINING, "t", "4", 1), training);
      running.start();
      assertThat(training.reason()).isEqualTo(FinishReason.LENGTH);
    }
  }

  @Test
  void aRequestThatCannotBeAnsweredIsRefusedAtOnce() {
    RunningLoop running = new RunningLoop(this::current, policy, settings(1, 1, 2));
    assertThatThrownBy(
            () -> running.engine().submit(request(Priority.LIVE, "t", "x", 30), new Heard()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("request x: prompt and maxTokens need 33 positions");
  }

  @Test
  void aCancelledAnswerEndsAndMakesRoom() throws Exception {
    AtomicReference<Ticket> ticket = new AtomicReference<>();
    try (RunningLoop running = new RunningLoop(this::current, policy, settings(1, 1, 100))) {
      Heard cancelled =
          new Heard(
              count -> {
                if (count == 3) {
                  ticket.get().cancel();
                }
              });
      Heard next = new Heard();
      Heard waiting = new Heard();
      ticket.set(running.engine().submit(request(Priority.LIVE, "t", "1", LONG), cancelled));
      Ticket second = running.engine().submit(request(Priority.LIVE, "t", "2", LONG), waiting);
      running.engine().submit(request(Priority.LIVE, "t", "3", 2), next);
      second.cancel();
      running.start();
      assertThat(cancelled.failure())
          .isInstanceOf(CancellationException.class)
          .hasMessageContaining("request 1/0 was cancelled");
      assertThat(waiting.failure()).isInstanceOf(CancellationException.class);
      assertThat(next.reason()).isEqualTo(FinishReason.LENGTH);
      assertThat(cancelled.tokens()).hasSize(3);
      assertThat(waiting.tokens()).isEmpty();
      ticket.get().cancel();
      assertThat(running.stop()).isNull();
    }
  }

  @Test
  void aListenerThatFailsHarmsNobodyElse() throws Exception {
    try (RunningLoop running = new RunningLoop(this::current, policy, settings(2, 2, 100))) {
      Heard failing =
          new Heard(
              count -> {
                throw new IllegalStateException("the client is gone");
              });
      Heard fine = new Heard();
      running.engine().submit(request(Priority.LIVE, "t", "1", LONG), failing);
      running.engine().submit(request(Priority.LIVE, "t", "2", LONG), fine);
      running.start();
      assertThat(fine.reason()).isEqualTo(FinishReason.LENGTH);
      assertThat(failing.tokens()).hasSize(1);
      assertThat(running.stop()).isNull();
      assertThat(running.figures.running()).isZero();
    }
  }

  @Test
  void answersAndWaitsThatTakeTooLongEnd() throws Exception {
    try (RunningLoop running = new RunningLoop(this::current, policy, settings(1, 1, 100))) {
      Heard slow =
          new Heard(
              count -> {
                if (count == 2) {
                  running.skippedNanos.addAndGet(Duration.ofMinutes(11).toNanos());
                }
              });
      Heard waiting = new Heard();
      running.engine().submit(request(Priority.LIVE, "t", "1", LONG), slow);
      running.engine().submit(request(Priority.LIVE, "t", "2", 1), waiting);
      running.start();
      assertThat(slow.failure())
          .isInstanceOf(DeadlinePassedException.class)
          .hasMessageContaining("not whole within 600 s (millrace.server.longest-answer)");
      assertThat(waiting.failure())
          .isInstanceOf(DeadlinePassedException.class)
          .hasMessageContaining("waited more than 60 s");
      assertThat(running.stop()).isNull();
    }
  }

  @Test
  void weightsChangeBetweenTwoTokensOfAnAnswer() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    PolicySource swapped =
        () ->
            calls.incrementAndGet() <= 6
                ? new PolicySource.Current(policy, 1, 1)
                : new PolicySource.Current(other, 1, 2);
    try (RunningLoop running = new RunningLoop(swapped, policy, settings(2, 2, 100))) {
      Heard heard = new Heard();
      running.engine().submit(request(Priority.LIVE, "t", "1", LONG), heard);
      running.start();
      heard.reason();
      assertThat(heard.tokens()).hasSize(LONG);
      for (int i = 0; i < LONG; i++) {
        assertThat(heard.tokens().get(i).step()).isEqualTo(i < 6 ? 1 : 2);
      }
    }
  }

  @Test
  void acceptedAnswersAreFinishedBeforeTheEngineStops() throws Exception {
    try (RunningLoop running = new RunningLoop(this::current, policy, settings(1, 1, 100))) {
      Heard first = new Heard();
      Heard second = new Heard();
      running.engine().submit(request(Priority.LIVE, "t", "1", LONG), first);
      running.engine().submit(request(Priority.LIVE, "t", "2", LONG), second);
      running.start();
      assertThat(running.stop()).isNull();
      assertThat(first.tokens()).hasSize(LONG);
      assertThat(second.tokens()).hasSize(LONG);
      assertThatThrownBy(
              () -> running.engine().submit(request(Priority.LIVE, "t", "3", 1), new Heard()))
          .isInstanceOf(EngineStoppedException.class);
    }
  }

  @Test
  void whenTheEngineFailsEveryoneIsTold() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    PolicySource failing =
        () -> {
          if (calls.incrementAndGet() == 4) {
            throw new IllegalStateException("the device is lost");
          }
          return current();
        };
    try (RunningLoop running = new RunningLoop(failing, policy, settings(1, 1, 100))) {
      Heard runs = new Heard();
      Heard waits = new Heard();
      running.engine().submit(request(Priority.LIVE, "t", "1", LONG), runs);
      running.engine().submit(request(Priority.LIVE, "t", "2", LONG), waits);
      running.start();
      assertThat(runs.failure())
          .isInstanceOf(EngineStoppedException.class)
          .hasMessageContaining("the device is lost");
      assertThat(waits.failure()).isInstanceOf(EngineStoppedException.class);
      assertThat(running.stop()).hasMessage("the device is lost");
    }
  }

  private static void submit(RunningLoop running, EngineRequest request, Heard heard) {
    try {
      running.engine().submit(request, heard);
    } catch (QueueFullException e) {
      throw new AssertionError(e);
    }
  }
}
