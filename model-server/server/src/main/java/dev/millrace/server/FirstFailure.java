package dev.millrace.server;

import dev.millrace.server.admission.Bell;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The failure that ends the generator: the first of any of its threads. Later ones are logged. */
public final class FirstFailure {
  private static final Logger LOG = LoggerFactory.getLogger(FirstFailure.class);

  private final Bell bell;
  private volatile @Nullable Throwable first;

  public FirstFailure(Bell bell) {
    this.bell = bell;
  }

  /** Ends the generator. */
  public void fail(Throwable failure) {
    synchronized (this) {
      if (first == null) {
        first = failure;
      }
    }
    LOG.error("generator fails: {}", failure.toString(), failure);
    bell.ring();
  }

  public @Nullable Throwable get() {
    return first;
  }
}
