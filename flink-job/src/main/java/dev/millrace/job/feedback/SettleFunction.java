package dev.millrace.job.feedback;

import dev.millrace.job.ingest.Refusals;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.avro.MalformedRecordException;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Shell of {@code feedback}: groups and what is said of them meet under the id of the group. Event
 * time lets a group go; the clock only decides when what never met is forgotten.
 */
final class SettleFunction
    extends KeyedCoProcessFunction<String, PendingGroup, ReceivedFeedback, ResponseGroup>
    implements CheckpointedFunction {
  /** State name, for readers of savepoints. */
  static final String SHARES = "feedback-shares";

  /** Votes that one group may gather: its state is read with every one of them. */
  static final int MOST_VOTES = 1_000;

  private final FeedbackSettings settings;

  private transient FeedbackMetrics metrics;
  private transient Meeting meeting;
  private transient FairShare shares;
  private transient ListState<String> savedShares;

  SettleFunction(FeedbackSettings settings) {
    this.settings = settings;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    savedShares =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>(SHARES, Types.STRING));
    shares = new FairShare(settings.maxShare(), savedShares.get());
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    savedShares.update(shares.used());
  }

  @Override
  public void open(OpenContext context) {
    metrics = new FeedbackMetrics(getRuntimeContext().getMetricGroup());
    meeting = new Meeting(getRuntimeContext());
  }

  @Override
  public void processElement1(PendingGroup group, Context context, Collector<ResponseGroup> out)
      throws Exception {
    if (meeting.wish() != null || meeting.hasLeft()) {
      // The copy of a restarted generator. The first one is the one that people may have seen.
      metrics.duplicateGroup();
      return;
    }
    List<ReceivedFeedback> early = meeting.early();
    meeting.begin(group);
    for (ReceivedFeedback feedback : early) {
      take(group.wish(), feedback, context);
    }
    leaveWhenSettled(group.wish(), context, out);
  }

  @Override
  public void processElement2(
      ReceivedFeedback feedback, Context context, Collector<ResponseGroup> out) throws Exception {
    Wish wish = meeting.wish();
    if (wish != null) {
      take(wish, feedback, context);
      leaveWhenSettled(wish, context, out);
    } else if (meeting.hasLeft()) {
      metrics.late();
      aside(feedback, "late: its group has left", context);
    } else if (!meeting.wait(feedback)) {
      metrics.capped();
      aside(feedback, "capped: its group has not come, and much is said of it", context);
    } else {
      forgetLater(context);
    }
  }

  private void take(Wish wish, ReceivedFeedback feedback, Context context) throws Exception {
    if (feedback.index() >= wish.responses()) {
      metrics.unknown();
      aside(feedback, "unknown: its group has " + wish.responses() + " responses", context);
      return;
    }
    ReceivedFeedback before = meeting.vote(feedback.subject());
    if (before != null) {
      metrics.duplicate();
      if (SettleRule.FIRST.compare(feedback.vote(), before.vote()) < 0) {
        meeting.add(feedback);
      }
    } else if (meeting.isFull()) {
      metrics.capped();
      aside(feedback, "capped: its group has " + MOST_VOTES + " votes", context);
    } else if (!shares.admit(feedback.vote().source())) {
      metrics.capped();
      aside(feedback, "capped: its source has its share of " + settings.maxShare(), context);
    } else {
      meeting.add(feedback);
    }
  }

  private void leaveWhenSettled(Wish wish, Context context, Collector<ResponseGroup> out)
      throws Exception {
    List<ReceivedFeedback> votes = meeting.votes();
    long settled = SettleRule.settleTime(wish, votes);
    if (settled > context.timerService().currentWatermark()) {
      // What arrives until then may still count, or make it earlier.
      context.timerService().registerEventTimeTimer(settled);
      return;
    }
    var counted = SettleRule.counted(wish, votes, settled);
    counted.forEach(ofResponse -> ofResponse.forEach(metrics::accepted));
    for (ReceivedFeedback vote : votes) {
      if (vote.vote().timeMillis() > settled) {
        metrics.late();
        aside(vote, "late: its group settled at " + settled, context);
      }
    }
    ResponseGroup group = decoded(meeting.group());
    List<Response> responses = new ArrayList<>();
    for (int i = 0; i < counted.size(); i++) {
      responses.add(group.responses().get(i).with(counted.get(i)));
    }
    if (responses.size() > 1) {
      metrics.settled();
      out.collect(group.with(responses));
    } else {
      // It has nothing to be compared with: what was said of it is an evaluation.
      metrics.withoutSiblings();
    }
    meeting.end();
    forgetLater(context);
  }

  private static ResponseGroup decoded(byte[] bytes) {
    try {
      return ResponseGroupCodec.decode(bytes);
    } catch (MalformedRecordException e) {
      throw new IllegalStateException("a group that was read before cannot be read again", e);
    }
  }

  private void forgetLater(Context context) throws Exception {
    long now = context.timerService().currentProcessingTime();
    long at = meeting.forgetAt(now + settings.remember().toMillis());
    context.timerService().registerProcessingTimeTimer(at);
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<ResponseGroup> out)
      throws Exception {
    Wish wish = meeting.wish();
    if (wish != null) {
      leaveWhenSettled(wish, context, out);
    } else if (meeting.isForgotten(context.timerService().currentProcessingTime())) {
      for (ReceivedFeedback feedback : meeting.early()) {
        metrics.unknown();
        aside(feedback, "unknown: its group has not come", context);
      }
      meeting.forget();
    }
  }

  private void aside(ReceivedFeedback feedback, String reason, Context context) {
    long now = context.timerService().currentProcessingTime();
    context.output(
        Settle.LATE, Refusals.deadLetter(feedback.origin(), Settle.ROOM, reason, "", now));
  }
}
