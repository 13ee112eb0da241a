package dev.millrace.job.score;

import dev.millrace.job.ingest.DropCounters;
import dev.millrace.job.ingest.FinalFailure;
import dev.millrace.job.ingest.ReceivedGroup;
import dev.millrace.job.ingest.Refusals;
import dev.millrace.job.ingest.ShardKeys;
import dev.millrace.job.score.code.CodeVerifier;
import dev.millrace.job.score.lane.Lanes;
import dev.millrace.job.score.remote.RemoteListener;
import dev.millrace.schemas.DropReason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.function.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/**
 * Shell of {@code score}, keyed by shard: a group is scored, or dropped because it could not be
 * judged. Verifiers with bounds judge here and now; others judge elsewhere and answer through the
 * mailbox, and the groups behind wait for them in the order of their shard.
 *
 * <p>State: the groups that wait, written with a checkpoint only; they are judged again after a
 * restore, since nobody has seen what came of the first time.
 */
final class ScoreOperator extends AbstractStreamOperator<ScoredGroup>
    implements OneInputStreamOperator<ReceivedGroup, ScoredGroup>, BoundedOneInput {
  private static final ListStateDescriptor<ReceivedGroup> WAITING =
      new ListStateDescriptor<>("score-waiting", TypeInformation.of(ReceivedGroup.class));

  private final ScoreSettings settings;
  private final ShardKeys keys;
  private final VerifierSource source;
  private final MailboxExecutor mailbox;

  private transient ListState<ReceivedGroup> saved;
  private transient WaitingGroups waiting;
  private transient Map<String, Verifier> verifiers;
  private transient @Nullable Lanes lanes;
  private transient DropCounters drops;
  private transient @Nullable Watermark held;

  ScoreOperator(
      StreamOperatorParameters<ScoredGroup> parameters,
      ScoreSettings settings,
      ShardKeys keys,
      VerifierSource source) {
    super(parameters);
    this.settings = settings;
    this.keys = keys;
    this.source = source;
    this.mailbox = parameters.getMailboxExecutor();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    saved = context.getKeyedStateStore().getListState(WAITING);
  }

  @Override
  public void open() throws Exception {
    super.open();
    waiting = new WaitingGroups();
    ClassLoader loader = getRuntimeContext().getUserCodeClassLoader();
    MetricGroup metrics = getMetricGroup().addGroup("millrace");
    RemoteListener remote = new RemoteMetrics(metrics);
    verifiers = source.load(loader, remote);
    requireIsolation();
    metrics.gauge("score_waiting", () -> waiting.size());
    drops = new DropCounters(getMetricGroup());
    Map<String, Counter> timeouts = new HashMap<>();
    Lanes opened =
        new Lanes(
            verifiers,
            () -> source.load(loader, remote),
            settings.lanes(),
            name -> timeouts.getOrDefault(name, new ThreadSafeSimpleCounter()).inc());
    for (String name : opened.names()) {
      MetricGroup group = metrics.addGroup("verifier", name);
      timeouts.put(name, group.counter("verifier_timeouts_total", new ThreadSafeSimpleCounter()));
      group.gauge("verifier_suspended", () -> opened.isSuspended(name) ? 1 : 0);
    }
    lanes = opened;
    for (int shard = 0; shard < keys.shards(); shard++) {
      if (keys.isOwned(shard, getRuntimeContext().getTaskInfo())) {
        restore(shard, opened);
      }
    }
  }

  private void requireIsolation() {
    if (settings.code().isolation().atStart()
        && verifiers.get(CodeVerifier.NAME) instanceof CodeVerifier code) {
      try {
        code.isolated();
      } catch (IllegalStateException e) {
        // The host offers no more after a restart.
        throw FinalFailure.because(String.valueOf(e.getMessage()));
      }
    }
  }

  private void restore(int shard, Lanes opened) throws Exception {
    setCurrentKey(keys.keyOf(shard));
    for (ReceivedGroup received : saved.get()) {
      admit(received, opened);
    }
    toMailbox(() -> release(shard));
  }

  @Override
  public void processElement(StreamRecord<ReceivedGroup> element) throws Exception {
    while (waiting.bytes() > settings.waitingBytes()) {
      mailbox.yield();
    }
    if (lanes == null) {
      throw new IllegalStateException("the operator of score is not open");
    }
    admit(element.getValue(), lanes);
    release(element.getValue().partition());
  }

  private void admit(ReceivedGroup received, Lanes opened) {
    WaitingGroups.Waiting place = waiting.enter(received);
    var judging = GroupScores.judgements(received.group(), verifiers, opened::ask);
    if (judging.isDone()) {
      place.judged(judging.join());
      return;
    }
    var unused = // what fails in the mailbox fails the task
        judging.whenComplete(
            (judgements, failure) ->
                toMailbox(
                    () -> {
                      if (failure != null) {
                        throw new IllegalStateException(
                            "group " + received.group().groupId() + " cannot be judged", failure);
                      }
                      place.judged(judgements);
                      release(received.partition());
                    }));
  }

  private void toMailbox(ThrowingRunnable<? extends Exception> mail) {
    try {
      mailbox.execute(mail, "score");
    } catch (RejectedExecutionException e) {
      LOG.debug("The task ended before a judgement was reported");
    }
  }

  private void release(int shard) throws Exception {
    var leaving = waiting.leave(shard);
    while (leaving != null) {
      emit(leaving.received(), leaving.judgements());
      leaving = waiting.leave(shard);
    }
    Watermark mark = held;
    if (mark != null && waiting.size() == 0) {
      held = null;
      super.processWatermark(mark);
    }
  }

  private void emit(ReceivedGroup received, List<Judgement> judgements) {
    try {
      var scores =
          GroupScores.combined(
              received.group(), judgements, settings.combination(), settings.unscored());
      output.collect(new StreamRecord<>(new ScoredGroup(received, scores)));
    } catch (UnscoredException e) {
      drops.count(DropReason.UNSCORED);
      long now = getProcessingTimeService().getCurrentProcessingTime();
      output.collect(
          Refusals.DROPPED,
          new StreamRecord<>(
              Refusals.dropped(
                  received, DropReason.UNSCORED, String.valueOf(e.getMessage()), now)));
    }
  }

  /** A watermark says that everything before it has been seen; what waits has not. */
  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (waiting.size() == 0) {
      super.processWatermark(mark);
    } else {
      held = mark;
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    for (int shard = 0; shard < keys.shards(); shard++) {
      if (keys.isOwned(shard, getRuntimeContext().getTaskInfo())) {
        setCurrentKey(keys.keyOf(shard));
        saved.update(waiting.of(shard)); // an empty list clears it
      }
    }
  }

  @Override
  public void endInput() throws Exception {
    while (waiting.size() > 0) {
      mailbox.yield();
    }
  }

  @Override
  public void close() throws Exception {
    if (lanes != null) {
      lanes.close();
    }
    super.close();
  }
}
