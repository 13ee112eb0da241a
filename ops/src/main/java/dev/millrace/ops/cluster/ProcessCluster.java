package dev.millrace.ops.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A broker and a Flink cluster on this machine, each member a process of its own. They end when
 * this object is closed and when this process ends, however it ends.
 */
public final class ProcessCluster implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofMillis(500);
  private static final Duration ORDERLY_END = Duration.ofSeconds(8);

  private final ProcessClusterSettings settings;
  private final Member broker;
  private final Member jobManager;
  private final List<Member> taskManagers;
  private final FlinkRest rest;
  private final Thread hook = new Thread(this::destroy, "cluster-end");

  private ProcessCluster(ProcessClusterSettings settings) {
    this.settings = settings;
    this.broker = new Member("broker", settings.logs(), number -> brokerJvm());
    this.jobManager = new Member("job-manager", settings.logs(), number -> jobManagerJvm());
    List<Member> managers = new ArrayList<>();
    for (int i = 1; i <= settings.taskManagers(); i++) {
      String name = "task-manager-" + i;
      managers.add(
          new Member(name, settings.logs(), number -> taskManagerJvm(name, name + "-" + number)));
    }
    this.taskManagers = List.copyOf(managers);
    this.rest = new FlinkRest(dashboard(), CONNECT.multipliedBy(4));
  }

  /**
   * Starts all members side by side and waits until all are there.
   *
   * @param deadline for each of them
   */
  public static ProcessCluster start(ProcessClusterSettings settings, Duration deadline) {
    FlinkConfigurationFile.write(settings.configurationDirectory(), settings.configuration());
    ProcessCluster cluster = new ProcessCluster(settings);
    Runtime.getRuntime().addShutdownHook(cluster.hook);
    try {
      cluster.startAll(deadline);
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  /** Starts the members that do not run, and waits until all are there. */
  public void startAll(Duration deadline) {
    members().filter(member -> !member.isAlive()).forEach(Member::start);
    awaitBroker(deadline);
    awaitJobManager(deadline);
    awaitTaskManagers(deadline);
  }

  /** Every member. */
  public Stream<Member> members() {
    return Stream.concat(Stream.of(broker, jobManager), taskManagers.stream());
  }

  public Member broker() {
    return broker;
  }

  public Member jobManager() {
    return jobManager;
  }

  public List<Member> taskManagers() {
    return taskManagers;
  }

  /** The task manager with the id by which Flink knows it; fails when it has been replaced. */
  public Member taskManager(String id) {
    return taskManagers.stream()
        .filter(member -> member.incarnation().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no task manager runs as " + id));
  }

  /** Where Kafka clients connect. */
  public String bootstrap() {
    return "127.0.0.1:" + settings.brokerPort();
  }

  /** Where the dashboard is. */
  public URI dashboard() {
    return URI.create("http://127.0.0.1:" + settings.dashboardPort());
  }

  /** What the job manager says. */
  public FlinkRest rest() {
    return rest;
  }

  /** A client for the jobs of a pipeline, to be closed by whoever asked for it. */
  public RemoteJobs jobs(String pipeline) {
    return new RemoteJobs(
        settings.configuration(),
        settings.flink().resolve("checkpoints").resolve(pipeline),
        settings.flink().resolve("savepoints").resolve(pipeline));
  }

  /** Waits until the broker takes connections. */
  public void awaitBroker(Duration deadline) {
    Await.until("connection to the broker", deadline, () -> isOpen(broker));
  }

  /** Waits until the job manager answers. */
  public void awaitJobManager(Duration deadline) {
    Await.until("answer of the job manager", deadline, () -> registered(jobManager) >= 0);
  }

  /** Waits until each task manager that runs is registered under its present id. */
  public void awaitTaskManagers(Duration deadline) {
    for (Member manager : taskManagers) {
      Await.until(
          "registration of " + manager.incarnation(), deadline, () -> registered(manager) > 0);
    }
  }

  private boolean isOpen(Member member) {
    member.requireAlive();
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.brokerPort()),
          Math.toIntExact(CONNECT.toMillis()));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** 1 when the job manager knows the member, 0 when it does not, -1 without an answer. */
  private int registered(Member member) {
    member.requireAlive();
    try {
      return rest.freeSlots().containsKey(member.incarnation()) ? 1 : 0;
    } catch (IOException e) {
      return -1;
    }
  }

  @Override
  public void close() {
    try {
      // Those that work first, what they work with after them.
      taskManagers.forEach(Member::destroy);
      taskManagers.forEach(member -> member.stop(ORDERLY_END));
      jobManager.stop(ORDERLY_END);
      broker.stop(ORDERLY_END);
    } finally {
      destroy();
      members().forEach(member -> WorkingFiles.empty(settings.work(member.name())));
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // This process is ending: the hook runs or has run.
      }
    }
  }

  private void destroy() {
    members().forEach(Member::destroy);
  }

  private ChildJvm brokerJvm() {
    return new ChildJvm(
        BrokerProcess.class,
        options(settings.brokerHeapMebibytes(), false, WorkingFiles.empty(settings.work("broker"))),
        List.of(settings.kafka().toString(), String.valueOf(settings.brokerPort())));
  }

  private ChildJvm jobManagerJvm() {
    Path work = WorkingFiles.empty(settings.work("job-manager"));
    return new ChildJvm(
        JobManagerProcess.class,
        options(settings.jobManagerHeapMebibytes(), false, work),
        List.of(
            "--configDir", settings.configurationDirectory().toString(), "-Dio.tmp.dirs=" + work));
  }

  private ChildJvm taskManagerJvm(String name, String id) {
    Path work = WorkingFiles.empty(settings.work(name));
    return new ChildJvm(
        TaskManagerProcess.class,
        options(settings.heapMebibytes(), settings.compile(), work),
        List.of(
            "--configDir",
            settings.configurationDirectory().toString(),
            "-Dtaskmanager.resource-id=" + id,
            "-Dtaskmanager.log.path=" + settings.logs().resolve(id + ".log"),
            "-Dio.tmp.dirs=" + work));
  }

  /**
   * Options of a member's virtual machine.
   *
   * @param compile false for the first compiler alone: cores are short while many start
   */
  private static List<String> options(int heapMebibytes, boolean compile, Path work) {
    return List.of(
        "-Xmx" + heapMebibytes + "m",
        compile ? "-XX:+TieredCompilation" : "-XX:TieredStopAtLevel=1",
        "-Djava.io.tmpdir=" + work);
  }
}
