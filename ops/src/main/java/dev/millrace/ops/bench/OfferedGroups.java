package dev.millrace.ops.bench;

import dev.millrace.job.ingest.ReceivedGroup;
import dev.millrace.job.ingest.ShardKeys;
import dev.millrace.job.settings.StreamSettings;
import dev.millrace.schemas.ResponseGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Groups of the shards of this subtask, at a pace. What could not be handed on in its moment is
 * handed on as soon as there is room, so that a stall is made up for or shows.
 */
final class OfferedGroups extends RichFlatMapFunction<Long, ReceivedGroup> {
  /** Groups that are offered again and again. */
  private static final int TEMPLATES = 200;

  private final StreamSettings stream;
  private final double groupsPerSecond;
  private final int everyNth;

  private transient List<ResponseGroup> templates;
  private transient ResponseGroup hung;
  private transient List<Integer> shards;
  private transient long offered;
  private transient long begin;

  /**
   * Groups for a subtask of the parallelism of the stream.
   *
   * @param groupsPerSecond of all subtasks together; infinite is as many as are taken
   * @param everyNth so many groups are followed by one whose verifier hangs; 0 is never
   */
  OfferedGroups(StreamSettings stream, double groupsPerSecond, int everyNth) {
    this.stream = stream;
    this.groupsPerSecond = groupsPerSecond;
    this.everyNth = everyNth;
  }

  @Override
  public void open(OpenContext context) {
    SplittableRandom random = new SplittableRandom(1);
    templates = new ArrayList<>();
    for (int i = 0; i < TEMPLATES; i++) {
      templates.add(WorkedAnswers.group(i, "number", random));
    }
    hung = WorkedAnswers.group(TEMPLATES, HungVerifier.NAME, random);
    ShardKeys keys = new ShardKeys(stream.shards(), stream.maxParallelism());
    shards = new ArrayList<>();
    for (int shard = 0; shard < stream.shards(); shard++) {
      if (keys.isOwned(shard, getRuntimeContext().getTaskInfo())) {
        shards.add(shard);
      }
    }
    begin = System.nanoTime();
  }

  @Override
  public void flatMap(Long ignored, Collector<ReceivedGroup> out) {
    long due = begin + (long) (offered * stream.parallelism() / groupsPerSecond * 1e9);
    for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(wait, TimeUnit.MILLISECONDS.toNanos(1)));
      if (Thread.currentThread().isInterrupted()) {
        return; // the job was cancelled
      }
    }
    int shard = shards.get((int) (offered % shards.size()));
    out.collect(new ReceivedGroup(templates.get((int) (offered % TEMPLATES)), shard, offered));
    offered++;
    if (everyNth > 0 && offered % everyNth == 0) {
      out.collect(new ReceivedGroup(hung, shard, offered));
    }
  }
}
