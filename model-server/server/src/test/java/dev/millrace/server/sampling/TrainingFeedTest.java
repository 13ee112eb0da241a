package dev.millrace.server.sampling;

import static dev.millrace.server.TestObjects.SAMPLING;
import static dev.millrace.server.TestObjects.pending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.policy.Policy;
import dev.millrace.policy.Torch;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.VersionSpan;
import dev.millrace.server.FirstFailure;
import dev.millrace.server.TestObjects;
import dev.millrace.server.admission.Admission;
import dev.millrace.server.admission.Bell;
import dev.millrace.server.admission.PendingPrompt;
import dev.millrace.server.engine.Engine;
import dev.millrace.server.engine.EngineRequest;
import dev.millrace.server.engine.PolicySource;
import dev.millrace.server.engine.QueueFullException;
import dev.millrace.server.engine.RunningLoop;
import dev.millrace.server.engine.SampledToken;
import dev.millrace.server.engine.Ticket;
import dev.millrace.server.engine.TokenListener;
import dev.millrace.server.weights.VersionFollower;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingFeedTest {
  private static final GroupRecipe RECIPE =
      new GroupRecipe(3, SAMPLING, "digest", "generator", Arrays::toString);

  private final Bell bell = new Bell();
  private final FirstFailure failure = new FirstFailure(bell);
  private final Admission admission = new Admission(1, 2, new long[1], bell);
  private final VersionFollower versions = new VersionFollower(version -> {});
  private final SamplingFigures figures = new SamplingFigures();
  private final List<PendingPrompt> written = new ArrayList<>();
  private final List<ResponseGroup> groups = new ArrayList<>();

  private void write(PendingPrompt prompt, ResponseGroup group) {
    written.add(prompt);
    groups.add(group);
  }

  private TrainingFeed feed(Engine engine, int mostPrompts) {
    return new TrainingFeed(
        bell,
        admission,
        versions,
        engine,
        RECIPE,
        this::write,
        figures,
        failure,
        mostPrompts,
        () -> 0,
        Clock.systemUTC());
  }

  @Test
  void groupsAreThoseThatAWholeBatchGives() throws Exception {
    Torch.enterThread();
    List<PendingPrompt> prompts = IntStream.range(0, 4).mapToObj(i -> pending(0, i)).toList();
    try (Policy policy = TestObjects.policy(1)) {
      List<ResponseGroup> expected =
          new PolicySampler(policy, RECIPE, Clock.systemUTC()).sample(prompts, 5, 6);
      PolicySource.Current current = new PolicySource.Current(policy, 5, 6);
      try (RunningLoop running =
          new RunningLoop(() -> current, policy, RunningLoop.settings(4, 4, 100))) {
        TrainingFeed feed = feed(running.engine(), 2);
        running.start();
        prompts.forEach(admission::add);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (groups.size() < 4) {
          feed.turn();
          assertThat(System.nanoTime()).as("4 groups within 30 s").isLessThan(deadline);
        }
        assertThat(written).isEqualTo(prompts);
        for (int i = 0; i < 4; i++) {
          requireSame(groups.get(i), expected.get(i));
        }
        assertThat(figures.groups()).isEqualTo(4);
      }
    }
  }

  private static void requireSame(ResponseGroup actual, ResponseGroup expected) {
    for (int r = 0; r < expected.responses().size(); r++) {
      Response one = actual.responses().get(r);
      Response other = expected.responses().get(r);
      assertThat(one.responseId()).isEqualTo(other.responseId());
      assertThat(one.tokens()).isEqualTo(other.tokens());
      assertThat(one.spans()).isEqualTo(other.spans());
      assertThat(one.finishReason()).isEqualTo(other.finishReason());
      assertThat(one.text()).isEqualTo(other.text());
      assertThat(one.behaviourLogProbs()).containsExactly(other.behaviourLogProbs(), within(1e-4f));
    }
  }

  /** An engine that answers when the test says so. */
  private static final class AnswersLater implements Engine {
    private final List<TokenListener> waiting = new ArrayList<>();
    private int most = Integer.MAX_VALUE;

    @Override
    public Ticket submit(EngineRequest request, TokenListener listener) throws QueueFullException {
      if (waiting.size() == most) {
        throw new QueueFullException(most, Duration.ofSeconds(1));
      }
      waiting.add(listener);
      return () -> {};
    }

    void answer(int request, long... steps) {
      for (long step : steps) {
        waiting.get(request).token(new SampledToken(4, -1f, -1f, List.of(), 1, step));
      }
      waiting.get(request).finished(FinishReason.LENGTH);
    }
  }

  @Test
  void groupsLeaveInTheOrderOfTheirPromptsWhicheverIsWholeFirst() {
    AnswersLater engine = new AnswersLater();
    TrainingFeed feed = feed(engine, 2);
    for (int i = 0; i < 3; i++) {
      admission.add(pending(0, i));
    }
    feed.turn();
    assertThat(engine.waiting).hasSize(6);
    for (int request = 3; request < 6; request++) {
      engine.answer(request, 1);
    }
    feed.turn();
    assertThat(written).isEmpty();
    for (int request = 0; request < 3; request++) {
      engine.answer(request, 1);
    }
    feed.turn();
    assertThat(written.stream().map(PendingPrompt::offset)).containsExactly(0L, 1L);
    assertThat(engine.waiting).hasSize(9);
  }

  @Test
  void anAnswerThatCrossesASwapHasASpanForEachVersion() {
    AnswersLater engine = new AnswersLater();
    TrainingFeed feed = feed(engine, 1);
    admission.add(pending(0, 0));
    feed.turn();
    engine.answer(0, 1, 1, 2, 4);
    engine.answer(1, 1);
    engine.answer(2, 2, 2);
    feed.turn();
    List<Response> responses = groups.get(0).responses();
    assertThat(responses.get(0).spans())
        .containsExactly(
            new VersionSpan(1, 1, 0, 2), new VersionSpan(1, 2, 2, 3), new VersionSpan(1, 4, 3, 4));
    assertThat(responses.get(1).spans()).containsExactly(new VersionSpan(1, 1, 0, 1));
    assertThat(responses.get(2).spans()).containsExactly(new VersionSpan(1, 2, 0, 2));
  }

  @Test
  void requestsThatTheEngineHasNoRoomForAreAskedAgain() {
    AnswersLater engine = new AnswersLater();
    engine.most = 2;
    TrainingFeed feed = feed(engine, 1);
    admission.add(pending(0, 0));
    feed.turn();
    assertThat(engine.waiting).hasSize(2);
    assertThat(feed.turn()).isFalse();
    engine.most = 10;
    feed.turn();
    assertThat(engine.waiting).hasSize(3);
    assertThat(failure.get()).isNull();
  }

  @Test
  void anAnswerThatWillNotComeIsTheFailureOfTheGenerator() {
    AnswersLater engine = new AnswersLater();
    TrainingFeed feed = feed(engine, 1);
    admission.add(pending(0, 0));
    feed.turn();
    engine.waiting.get(0).failed(new IllegalStateException("out of memory"));
    assertThat(failure.get()).hasMessage("out of memory");
    // The prompt is still open: a restart begins with it.
    assertThat(admission.position(0)).isZero();
  }
}
