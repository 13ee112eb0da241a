package dev.millrace.server.live;

import dev.millrace.server.admission.Bell;
import dev.millrace.server.engine.EngineRequest;
import dev.millrace.server.engine.SampledToken;
import dev.millrace.server.feedback.InferenceIds;
import dev.millrace.server.openai.Wanted;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.LongSupplier;

/** Traffic of which a share is taken for training. */
final class LiveTraffic implements Traffic {
  private final TrafficRules rules;
  private final long seed;
  private final InferenceIds ids;
  private final LongSupplier draws;
  private final Clock clock;
  private final Queue<Told> queue;
  private final Bell bell;
  private final LiveFigures figures;

  /**
   * @param draws 64 random bits for each id
   * @param queue bounded; takes the requests whose clients have their answers
   * @param bell rung when it has taken one
   */
  LiveTraffic(
      TrafficRules rules,
      long seed,
      InferenceIds ids,
      LongSupplier draws,
      Clock clock,
      Queue<Told> queue,
      Bell bell,
      LiveFigures figures) {
    this.rules = rules;
    this.seed = seed;
    this.ids = ids;
    this.draws = draws;
    this.clock = clock;
    this.queue = queue;
    this.bell = bell;
    this.figures = figures;
  }

  @Override
  public Watch begin(Ask ask, int prompts, Wanted wanted) {
    figures.request();
    TrafficRule rule = rules.of(ask.route(), ask.owner());
    Judging judging = Judging.of(rule, ask.metadata());
    long draw = draws.getAsLong();
    long now = clock.millis();
    // Several prompts of one request are a batch job, and would be several groups of one id; the
    // answers of a greedy group are all the same.
    boolean taken =
        judging != null
            && ask.store()
            && prompts == 1
            && wanted.temperature() > 0
            && Draws.isTaken(draw, seed, rule.share());
    String id =
        ids.issue(ask.idPrefix(), ask.owner(), prompts * wanted.n(), taken, now / 1000, draw);
    if (judging == null || !taken) {
      return Traffic.unwatched(id);
    }
    figures.taken();
    return new Taken(id, ask, judging, wanted, now);
  }

  private static byte[] digest(Ask ask) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((ask.owner() + "\n" + ask.route() + "\n").getBytes(StandardCharsets.UTF_8));
      return digest.digest(ask.content().bytes());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private final class Taken implements Watch {
    private final String id;
    private final Ask ask;
    private final Judging judging;
    private final Wanted wanted;
    private final long askedAtMillis;
    private final List<List<SampledToken>> answers = new ArrayList<>();
    private List<EngineRequest> requests = List.of();
    private boolean told;

    Taken(String id, Ask ask, Judging judging, Wanted wanted, long askedAtMillis) {
      this.id = id;
      this.ask = ask;
      this.judging = judging;
      this.wanted = wanted;
      this.askedAtMillis = askedAtMillis;
      for (int i = 0; i < wanted.n(); i++) {
        answers.add(new ArrayList<>());
      }
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public void asked(List<EngineRequest> order) {
      requests = order;
    }

    @Override
    public void token(int choice, SampledToken token) {
      answers.get(choice).add(token);
    }

    @Override
    public void told() {
      told = true;
      boolean queued =
          queue.offer(
              new Told(
                  id,
                  ask.owner(),
                  judging,
                  requests,
                  answers,
                  wanted.stops(),
                  ask.retry(),
                  digest(ask),
                  askedAtMillis));
      if (queued) {
        bell.ring();
      } else {
        figures.ended(Fate.QUEUE_FULL);
      }
    }

    @Override
    public void close() {
      if (!told) {
        figures.ended(Fate.UNFINISHED);
      }
    }
  }
}
