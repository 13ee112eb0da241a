package dev.millrace.job.score;

import dev.millrace.job.ingest.ReceivedGroup;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The groups that have come and not yet left, shard by shard. A group leaves when it has been
 * judged and all groups of its shard before it have left; it never waits for another shard.
 */
final class WaitingGroups {
  /** Bytes of a response beside its tokens and its text: objects, spans, numbers. */
  private static final int RESPONSE_BYTES = 256;

  private final Map<Integer, Deque<Waiting>> shards = new HashMap<>();
  private int size;
  private long bytes;

  /** A group in its place. */
  static final class Waiting {
    private final ReceivedGroup received;
    private final long bytes;
    private @Nullable List<Judgement> judgements;

    private Waiting(ReceivedGroup received) {
      this.received = received;
      this.bytes = bytesOf(received.group());
    }

    ReceivedGroup received() {
      return received;
    }

    /** What the verifiers said, [G]. */
    void judged(List<Judgement> said) {
      judgements = said;
    }
  }

  /**
   * A group that leaves.
   *
   * @param judgements [G]
   */
  record Leaving(ReceivedGroup received, List<Judgement> judgements) {}

  /** Puts a group behind the others of its shard. */
  Waiting enter(ReceivedGroup received) {
    Waiting waiting = new Waiting(received);
    shards.computeIfAbsent(received.partition(), shard -> new ArrayDeque<>()).add(waiting);
    size++;
    bytes += waiting.bytes;
    return waiting;
  }

  /** Takes the first group of a shard out; null while there is none that was judged. */
  @Nullable Leaving leave(int shard) {
    Deque<Waiting> queue = shards.get(shard);
    Waiting first = queue == null ? null : queue.peek();
    List<Judgement> judgements = first == null ? null : first.judgements;
    if (queue == null || first == null || judgements == null) {
      return null;
    }
    queue.remove();
    size--;
    bytes -= first.bytes;
    return new Leaving(first.received, judgements);
  }

  /** The groups of a shard, in their order. */
  List<ReceivedGroup> of(int shard) {
    Deque<Waiting> queue = shards.get(shard);
    return queue == null ? List.of() : queue.stream().map(Waiting::received).toList();
  }

  int size() {
    return size;
  }

  /** Memory of all of them, about. */
  long bytes() {
    return bytes;
  }

  /** Memory of a group, about: four bytes for a token and for its log-probability, the texts. */
  static long bytesOf(ResponseGroup group) {
    long sum = 4L * group.promptTokens().length + group.prompt().text().length();
    for (Response response : group.responses()) {
      sum += RESPONSE_BYTES + 8L * response.tokens().length + response.text().length();
    }
    return sum;
  }
}
