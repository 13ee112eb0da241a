package dev.millrace.server.live;

import dev.millrace.policy.TokenBytes;
import dev.millrace.server.admission.Bell;
import dev.millrace.server.engine.Engine;
import dev.millrace.server.feedback.FeedbackDesk;
import dev.millrace.server.feedback.IdSecret;
import dev.millrace.server.feedback.InferenceIds;
import dev.millrace.server.redaction.Redaction;
import dev.millrace.server.spool.Spool;
import dev.millrace.server.spool.SpoolDrain;
import dev.millrace.server.spool.SpoolFigures;
import dev.millrace.server.spool.SpoolSettings;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From live requests to the topics of a pipeline, put together: one thread samples the other
 * answers, one hands the spool to the broker. Neither can end the server.
 */
public final class LiveTraining implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveTraining.class);
  private static final String SECRET = "id-secret";
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);

  private final LiveFigures figures = new LiveFigures();
  private final SpoolFigures spoolFigures = new SpoolFigures();
  private final Spool spool;
  private final LiveTraffic traffic;
  private final FeedbackDesk desk;
  private final SiblingSampling sampling;
  private final SpoolDrain drain;
  private final Thread samplingThread;
  private final Thread drainThread;

  /** Work that ends by itself after it was asked to. */
  private interface Work {
    void run() throws InterruptedException;
  }

  private LiveTraining(
      LiveSettings settings,
      Spool spool,
      Engine engine,
      LiveRecipe recipe,
      Redaction redaction,
      Producer<byte[], byte[]> producer,
      Clock clock) {
    this.spool = spool;
    Bell bell = new Bell();
    SecureRandom random = new SecureRandom();
    InferenceIds ids =
        new InferenceIds(IdSecret.readOrMake(spool.directory().resolve(SECRET), random::nextBytes));
    BlockingQueue<Told> queue = new ArrayBlockingQueue<>(settings.mostWaiting());
    this.traffic =
        new LiveTraffic(
            settings.rules(), settings.seed(), ids, random::nextLong, clock, queue, bell, figures);
    this.desk =
        new FeedbackDesk(
            ids, spool, settings.topics().feedback(), settings.feedbackWindow(), redaction, clock);
    GroupKeeper keeper =
        new GroupKeeper(recipe, redaction, settings.topics(), settings.shards(), spool, clock);
    this.sampling =
        new SiblingSampling(queue, bell, engine, recipe.bytes(), settings, keeper, figures);
    this.drain = new SpoolDrain(spool, producer, spoolFigures, clock);
    this.samplingThread = start("millrace-siblings", sampling::run);
    this.drainThread = start("millrace-spool", drain::run);
  }

  /**
   * Begins to take live traffic for training.
   *
   * @param spooled where groups and feedback wait for the broker
   * @param bytes of tokens
   * @param endTokens tokens that end an answer
   * @param tokenizerDigest digest of the tokenizer
   * @param producer makes a producer, which is closed with this
   */
  public static LiveTraining start(
      LiveSettings settings,
      SpoolSettings spooled,
      Engine engine,
      TokenBytes bytes,
      int[] endTokens,
      String tokenizerDigest,
      Redaction redaction,
      Supplier<Producer<byte[], byte[]>> producer,
      Clock clock) {
    Spool spool = Spool.open(spooled);
    try {
      return new LiveTraining(
          settings,
          spool,
          engine,
          new LiveRecipe(bytes, endTokens, tokenizerDigest, settings.generatorId()),
          redaction,
          producer.get(),
          clock);
    } catch (RuntimeException e) {
      spool.close();
      throw e;
    }
  }

  private static Thread start(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (InterruptedException e) {
                LOG.info("{} was interrupted", name);
              } catch (RuntimeException e) {
                LOG.error("{} ended; live traffic is no longer kept for training", name, e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Whoever answers live requests tells them to this. */
  public Traffic traffic() {
    return traffic;
  }

  public FeedbackDesk desk() {
    return desk;
  }

  public LiveFigures figures() {
    return figures;
  }

  public SpoolFigures spoolFigures() {
    return spoolFigures;
  }

  public Spool spool() {
    return spool;
  }

  /** Gives up groups that are not whole, hands on what it can, and leaves the rest in the spool. */
  @Override
  public void close() {
    boolean interrupted = false;
    sampling.stop();
    interrupted |= join(samplingThread);
    try {
      drain.stop(STOP_DEADLINE);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    interrupted |= join(drainThread);
    spool.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean join(Thread thread) {
    try {
      thread.join(STOP_DEADLINE.toMillis());
      if (thread.isAlive()) {
        thread.interrupt();
        LOG.warn("{} has not ended within {} s", thread.getName(), STOP_DEADLINE.toSeconds());
      }
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }
}
