package dev.millrace.job.feedback;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;

/**
 * State of one group id, in one of three stations: feedback that came before its group, a group
 * that waits with what was said of it, a group that has left. The bytes of the group lie apart from
 * what is read with every vote.
 */
final class Meeting {
  /** State names, for readers of savepoints. */
  static final String WISH = "feedback-wish";

  static final String GROUP = "feedback-group";
  static final String VOTES = "feedback-votes";
  static final String FORGET = "feedback-forget";

  private final ValueState<Wish> wish;
  private final ValueState<byte[]> group;
  private final MapState<String, ReceivedFeedback> votes; // by subject; before the group by number
  private final ValueState<Long> forget;

  Meeting(RuntimeContext context) {
    wish = context.getState(new ValueStateDescriptor<>(WISH, TypeInformation.of(Wish.class)));
    group = context.getState(new ValueStateDescriptor<>(GROUP, TypeInformation.of(byte[].class)));
    votes =
        context.getMapState(
            new MapStateDescriptor<>(
                VOTES, Types.STRING, TypeInformation.of(ReceivedFeedback.class)));
    forget = context.getState(new ValueStateDescriptor<>(FORGET, Types.LONG));
  }

  /** What the group waits for; null when it has not come or has left. */
  @Nullable Wish wish() throws Exception {
    return wish.value();
  }

  byte[] group() throws Exception {
    return group.value();
  }

  boolean hasLeft() throws Exception {
    return wish.value() == null && forget.value() != null && votes.isEmpty();
  }

  /** Keeps feedback whose group has not come; false when there is too much of it. */
  boolean wait(ReceivedFeedback feedback) throws Exception {
    int waiting = votes().size();
    if (waiting >= SettleFunction.MOST_VOTES) {
      return false;
    }
    votes.put(String.format("%06d", waiting), feedback);
    return true;
  }

  /** Feedback that came before its group, in the order of coming. */
  List<ReceivedFeedback> early() throws Exception {
    List<String> numbers = new ArrayList<>();
    votes.keys().forEach(numbers::add);
    numbers.sort(null);
    List<ReceivedFeedback> early = new ArrayList<>();
    for (String number : numbers) {
      early.add(votes.get(number));
    }
    return early;
  }

  /** The group has come: what was kept for it is judged anew. */
  void begin(PendingGroup pending) throws Exception {
    votes.clear();
    forget.clear();
    wish.update(pending.wish());
    group.update(pending.bytes());
  }

  @Nullable ReceivedFeedback vote(String subject) throws Exception {
    return votes.get(subject);
  }

  void add(ReceivedFeedback feedback) throws Exception {
    votes.put(feedback.subject(), feedback);
  }

  boolean isFull() throws Exception {
    return votes().size() >= SettleFunction.MOST_VOTES;
  }

  List<ReceivedFeedback> votes() throws Exception {
    List<ReceivedFeedback> all = new ArrayList<>();
    votes.values().forEach(all::add);
    return all;
  }

  /** The group has left; that it did is remembered for a while. */
  void end() {
    wish.clear();
    group.clear();
    votes.clear();
    forget.clear();
  }

  /** Sets the time of forgetting, unless one is set; returns the one that holds. */
  long forgetAt(long time) throws Exception {
    Long set = forget.value();
    if (set == null) {
      forget.update(time);
      return time;
    }
    return set;
  }

  boolean isForgotten(long now) throws Exception {
    Long set = forget.value();
    return set != null && now >= set;
  }

  /** Nothing is left of the group id. */
  void forget() {
    end();
  }
}
