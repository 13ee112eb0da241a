package dev.millrace.server.live;

import java.util.Map;

/**
 * A request as far as it matters whether it is taken for training.
 *
 * @param idPrefix of its answer's id
 * @param route {@code chat} or {@code completions}
 * @param owner name of the key that asks
 * @param store whether the client lets it be kept
 * @param metadata what the client notes about it
 * @param retry whether the client says that it has sent it before
 * @param content stands for what is asked: equal for two attempts of one request
 */
public record Ask(
    String idPrefix,
    String route,
    String owner,
    boolean store,
    Map<String, String> metadata,
    boolean retry,
    Content content) {

  /** What is asked, in a form that can be hashed; only asked for where the request is taken. */
  public interface Content {
    byte[] bytes();
  }
}
