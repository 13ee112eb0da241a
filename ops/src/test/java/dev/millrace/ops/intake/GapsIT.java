package dev.millrace.ops.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.job.JobSettings;
import dev.millrace.job.ingest.Ingest;
import dev.millrace.job.ingest.ReceivedGroup;
import dev.millrace.ops.local.Broker;
import dev.millrace.ops.local.LocalCluster;
import dev.millrace.ops.local.LocalClusterSettings;
import dev.millrace.ops.local.Ports;
import dev.millrace.ops.local.TopicCreation;
import dev.millrace.schemas.topics.TopicSpec;
import dev.millrace.schemas.topics.Topics;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the intake says about a log that changed while nobody read it. The job reads a real broker,
 * is stopped with a savepoint and started from it; the cluster restarts failed jobs for ever, so a
 * job that is over has failed for good.
 */
class GapsIT {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final int SHARDS = 2;
  private static final int RECORDS = 10;

  /** Groups that came out of the intake, by job: the cluster is in this process. */
  private static final Map<Integer, AtomicInteger> RECEIVED = new ConcurrentHashMap<>();

  @TempDir static Path directory;
  private static Broker broker;
  private static LocalCluster cluster;
  private static Admin admin;

  private final List<JobID> jobs = new ArrayList<>();

  @BeforeAll
  static void start() {
    broker = Broker.start(directory.resolve("kafka"), Ports.free(), DEADLINE);
    cluster =
        LocalCluster.start(
            LocalClusterSettings.laptop(
                directory.resolve("flink"), directory.resolve("log"), Ports.free()));
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
  }

  @AfterAll
  static void stop() {
    admin.close(Duration.ZERO);
    cluster.close();
    broker.close();
  }

  @AfterEach
  void cancel() {
    jobs.forEach(job -> cluster.cancel(job, DEADLINE));
  }

  @Test
  void recordsLostToRetentionWhileTheJobWasDownEndItUnlessTheyAreSkipped() throws Exception {
    Topics topics = create("retention");
    URI savepoint = readAndStop(topics);
    produce(topics, RECORDS);
    admin
        .deleteRecords(
            Map.of(new TopicPartition(topics.groups(), 1), RecordsToDelete.beforeOffset(13)))
        .all()
        .get(30, TimeUnit.SECONDS);

    assertThat(failure(submit(topics, savepoint, "fail")))
        .isEqualTo(
            "retention deleted offsets [10, 13) of millrace.retention.groups.v1-1 before they were"
                + " read; millrace.ingest.on-gap=skip goes on without them");
    submit(topics, savepoint, "skip");
    awaitReceived(SHARDS * RECORDS - 3);
  }

  @Test
  void aTopicThatWasCreatedAgainIsRefusedEvenWhenGapsAreSkipped() throws Exception {
    Topics topics = create("again");
    URI savepoint = readAndStop(topics);
    admin.deleteTopics(List.of(topics.groups())).all().get(30, TimeUnit.SECONDS);
    await("deletion of the topic")
        .atMost(DEADLINE)
        .until(() -> !admin.listTopics().names().get().contains(topics.groups()));
    create("again");
    produce(topics, 2 * RECORDS);

    assertThat(failure(submit(topics, savepoint, "skip")))
        .startsWith("topic millrace.again.groups.v1 was created again: partition ")
        .contains(" was read to offset 10 of topic id ");
  }

  @Test
  void aTopicThatHasGrownIsRefused() throws Exception {
    Topics topics = create("grown");
    URI savepoint = readAndStop(topics);
    admin
        .createPartitions(Map.of(topics.groups(), NewPartitions.increaseTo(SHARDS + 1)))
        .all()
        .get(30, TimeUnit.SECONDS);
    assertThat(failure(submit(topics, savepoint, "skip")))
        .startsWith("topic millrace.grown.groups.v1 has 3 partitions, the pipeline began with 2");
  }

  private static Topics create(String pipeline) {
    Topics topics = new Topics(pipeline);
    TopicCreation.create(broker.bootstrap(), TopicSpec.ofPipeline(topics, SHARDS), DEADLINE);
    return topics;
  }

  /** A job that has read ten groups of each shard. */
  private URI readAndStop(Topics topics) throws Exception {
    produce(topics, RECORDS);
    JobID job = submit(topics, null, "fail");
    awaitReceived(SHARDS * RECORDS);
    return cluster.stopWithSavepoint(job, DEADLINE);
  }

  private void awaitReceived(int groups) {
    await(groups + " groups").atMost(DEADLINE).until(() -> received() >= groups);
    assertThat(received()).isEqualTo(groups);
  }

  /** What the last job has received. */
  private int received() {
    AtomicInteger received = RECEIVED.get(RECEIVED.size() - 1);
    return received == null ? 0 : received.get();
  }

  /** The reason for which a job is over, not restarting. */
  private static @Nullable String failure(JobID job) {
    await("end of the job").atMost(DEADLINE).until(() -> cluster.status(job) == JobStatus.FAILED);
    return cluster.failure(job);
  }

  private JobID submit(Topics topics, @Nullable URI savepoint, String onGap) {
    Map<String, String> typed = new HashMap<>();
    typed.put("millrace.kafka.bootstrap", broker.bootstrap());
    typed.put("millrace.pipeline", topics.pipeline());
    typed.put("millrace.shards", String.valueOf(SHARDS));
    typed.put("millrace.parallelism", "2");
    typed.put("millrace.ingest.on-gap", onGap);
    typed.put("millrace.learn.model", "none");
    typed.put("millrace.learn.state-dir", "none");
    typed.put("millrace.learn.weights-dir", "none");
    JobSettings settings = JobSettings.from(typed);
    StreamExecutionEnvironment env = cluster.environment();
    if (savepoint != null) {
      Configuration from = new Configuration();
      from.setString("execution.state-recovery.path", savepoint.toString());
      env.configure(from);
    }
    env.setMaxParallelism(settings.stream().maxParallelism());
    int number = RECEIVED.size();
    RECEIVED.put(number, new AtomicInteger());
    Ingest.responseGroups(env, settings.stream(), settings.ingest())
        .map(new Count(number))
        .returns(Types.STRING)
        .uid("count")
        .sinkTo(new DiscardingSink<>())
        .uid("nowhere");
    JobID job = cluster.submit(env);
    jobs.add(job);
    return job;
  }

  private static void produce(Topics topics, int eachShard) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", broker.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int shard = 0; shard < SHARDS; shard++) {
        for (int i = 0; i < eachShard; i++) {
          byte[] group = TestGroups.encoded(topics.groups() + shard + "-" + System.nanoTime());
          producer.send(new ProducerRecord<>(topics.groups(), shard, new byte[0], group)).get();
        }
      }
    }
  }

  /** Counts what passes. */
  private static final class Count implements MapFunction<ReceivedGroup, String> {
    private final int job;

    Count(int job) {
      this.job = job;
    }

    @Override
    public String map(ReceivedGroup received) {
      RECEIVED.get(job).incrementAndGet();
      return received.group().groupId();
    }
  }
}
