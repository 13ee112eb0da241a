package dev.millrace.ops.loop;

import dev.millrace.ops.feed.PromptFeed;
import dev.millrace.ops.feed.PromptFeedSettings;
import dev.millrace.ops.task.PromptSource;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** A prompt feed that can be turned off and on: without prompts the stream comes to rest. */
final class SwitchedFeed implements AutoCloseable {
  private final PromptFeedSettings settings;
  private final PromptSource source;
  private final long seed;
  private @Nullable PromptFeed feed; // guarded by this
  private volatile @Nullable Throwable failure;

  private SwitchedFeed(PromptFeedSettings settings, PromptSource source, long seed) {
    this.settings = settings;
    this.source = source;
    this.seed = seed;
  }

  /** A feed that is on. */
  static SwitchedFeed start(PromptFeedSettings settings, PromptSource source, long seed) {
    SwitchedFeed feed = new SwitchedFeed(settings, source, seed);
    feed.on(true);
    return feed;
  }

  /** Turns the feed on or off; nothing happens when it is so already. */
  synchronized void on(boolean on) {
    PromptFeed running = feed;
    if (on && running == null) {
      feed =
          PromptFeed.start(settings, source, seed, Clock.systemUTC(), caught -> failure = caught);
    } else if (!on && running != null) {
      running.close();
      feed = null;
    }
  }

  /** What ended the feed; null while nothing did. */
  @Nullable Throwable failure() {
    return failure;
  }

  @Override
  public void close() {
    on(false);
  }
}
