package dev.millrace.server.external;

import dev.millrace.schemas.ResponseGroup;
import dev.millrace.server.admission.Bell;
import dev.millrace.server.admission.PendingPrompt;
import dev.millrace.server.sampling.GroupRecipe;
import dev.millrace.server.sampling.GroupSampler;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine as a maker of groups: one question a prompt, some at a time. An engine that is away is
 * waited for, whatever it takes; what it had not answered is asked again once it serves the right
 * weights.
 */
final class ExternalSampler implements GroupSampler, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExternalSampler.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Asking asking;
  private final ServedWeights weights;
  private final GroupRecipe recipe;
  private final Clock clock;
  private final ExecutorService questions;
  private final Bell cancelled = new Bell();
  private volatile boolean cancelling;
  private volatile boolean away;

  /**
   * @param concurrency most questions at once
   * @param clock stamps the groups and decides nothing
   */
  ExternalSampler(
      Asking asking, ServedWeights weights, GroupRecipe recipe, Clock clock, int concurrency) {
    this.asking = asking;
    this.weights = weights;
    this.recipe = recipe;
    this.clock = clock;
    this.questions =
        Executors.newFixedThreadPool(
            concurrency,
            work -> {
              Thread thread = new Thread(work, "millrace-engine");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Samples; the version is that which the engine serves, whatever was installed last. */
  @Override
  public List<ResponseGroup> sample(List<PendingPrompt> prompts, long lineage, long step) {
    @Nullable ResponseGroup[] groups = new @Nullable ResponseGroup[prompts.size()];
    Duration pause = FIRST_PAUSE;
    try {
      while (!cancelling && hasOpen(groups)) {
        try {
          askOpen(prompts, groups);
          away = false;
        } catch (EngineAwayException e) {
          LOG.warn("waiting for the engine: {}", e.getMessage());
          away = true;
          if (!cancelling) {
            cancelled.awaitAfter(0, pause);
          }
          pause = pause.multipliedBy(2);
          pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return firstOf(groups);
  }

  private static boolean hasOpen(@Nullable ResponseGroup[] groups) {
    for (ResponseGroup group : groups) {
      if (group == null) {
        return true;
      }
    }
    return false;
  }

  /** Asks once for every group that is open; those that are answered stay, whatever is thrown. */
  private void askOpen(List<PendingPrompt> prompts, @Nullable ResponseGroup[] groups)
      throws EngineAwayException, InterruptedException {
    try {
      VersionName before = weights.serving();
      long started = clock.millis();
      List<@Nullable List<ExternalAnswer>> answers = new ArrayList<>();
      EngineAwayException gone = ask(prompts, groups, answers);
      VersionName after = weights.served();
      if (after == null) {
        throw new EngineAwayException("the engine was started anew while it was asked");
      }
      VersionName oldest = before.older(after);
      for (int i = 0; i < groups.length; i++) {
        List<ExternalAnswer> given = answers.get(i);
        if (given != null) {
          groups[i] =
              ExternalGroups.of(prompts.get(i), given, oldest, recipe, started, clock.millis());
        }
      }
      if (gone != null) {
        throw gone;
      }
    } catch (EngineRefusalException e) {
      throw new UnfitEngineException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Asks for the open groups and waits for all answers.
   *
   * @param answers is given one element a prompt; null where there is no answer
   * @return why some have none; null when all have one
   */
  private @Nullable EngineAwayException ask(
      List<PendingPrompt> prompts,
      @Nullable ResponseGroup[] groups,
      List<@Nullable List<ExternalAnswer>> answers)
      throws EngineRefusalException, InterruptedException {
    List<@Nullable Future<List<ExternalAnswer>>> asked = new ArrayList<>();
    for (int i = 0; i < groups.length; i++) {
      PendingPrompt prompt = prompts.get(i);
      asked.add(groups[i] != null ? null : questions.submit(() -> answersTo(prompt)));
    }
    EngineAwayException gone = null;
    try {
      for (Future<List<ExternalAnswer>> question : asked) {
        try {
          answers.add(question == null ? null : question.get());
        } catch (ExecutionException e) {
          answers.add(null);
          gone = goneOrThrow(e.getCause());
        }
      }
    } finally {
      for (Future<List<ExternalAnswer>> question : asked) {
        if (question != null) {
          question.cancel(true);
        }
      }
    }
    return gone;
  }

  private static EngineAwayException goneOrThrow(@Nullable Throwable cause)
      throws EngineRefusalException, InterruptedException {
    if (cause instanceof EngineAwayException gone) {
      return gone;
    }
    if (cause instanceof EngineRefusalException refusal) {
      throw refusal;
    }
    if (cause instanceof InterruptedException) {
      // The pool was closed: the sampler is cancelled.
      throw new InterruptedException("cancelled");
    }
    if (cause instanceof RuntimeException broken) {
      throw broken;
    }
    throw new IllegalStateException("a question to the engine failed", cause);
  }

  private List<ExternalAnswer> answersTo(PendingPrompt prompt)
      throws EngineAwayException, EngineRefusalException, InterruptedException {
    try {
      return asking.ask(
          prompt.tokens(), recipe.groupSize(), recipe.sampling(), seed(prompt.groupId()));
    } catch (UnfitEngineException e) {
      throw new UnfitEngineException("group " + prompt.groupId() + ": " + e.getMessage(), e);
    }
  }

  /** A number of 63 bits from the seed and the group, so that a group is sampled alike again. */
  private long seed(String groupId) {
    byte[] name = (recipe.sampling().seed() + "/" + groupId).getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(name).getLeastSignificantBits() & Long.MAX_VALUE;
  }

  private static List<ResponseGroup> firstOf(@Nullable ResponseGroup[] groups) {
    List<ResponseGroup> first = new ArrayList<>();
    for (ResponseGroup group : groups) {
      if (group == null) {
        break;
      }
      first.add(group);
    }
    return first;
  }

  @Override
  public boolean isAway() {
    return away;
  }

  /**
   * Takes back what is being asked; prompts without a group are asked by whoever reads them next.
   */
  @Override
  public void cancel() {
    cancelling = true;
    cancelled.ring();
    questions.shutdownNow();
  }

  @Override
  public void close() {
    cancel();
  }
}
