package dev.millrace.ops.intake;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What this process holds.
 *
 * @param threads number of threads by what they are called, without the numbers in it
 * @param files number of open files by where they lie, without the numbers in it
 * @param directories temporary files and directories of the cluster
 * @param managers open scopes of native arrays
 */
record Resources(
    Map<String, Long> threads, Map<String, Long> files, Set<String> directories, int managers) {

  /** Pools of the cluster and of the JVM, which grow to their size as they happen to be used. */
  private static final Pattern POOLS =
      Pattern.compile(
          "^(Flink-DispatcherRestEndpoint|flink-pekko|flink-rest|jobmanager-(io|future)"
              + "|cluster-io|mini-cluster-io|ForkJoinPool|Keep-Alive-Timer)");

  /**
   * What is held at this moment.
   *
   * @param work where a cluster keeps its working files
   * @param broker where a broker keeps its topics, whose files are not counted
   */
  static Resources now(Path work, Path broker) throws IOException {
    System.gc(); // what only waits to be collected is not held
    return new Resources(countThreads(), countFiles(broker), directories(work), countManagers());
  }

  /** Asserts that no kind has become more. */
  void assertNotLessThan(Resources later) {
    assertThat(more(threads, later.threads)).as("more threads").isEmpty();
    assertThat(more(files, later.files)).as("more open files").isEmpty();
    assertThat(later.directories).as("temporary directories").isSubsetOf(directories);
    assertThat(later.managers).as("scopes of native arrays").isLessThanOrEqualTo(managers);
  }

  private static Map<String, String> more(Map<String, Long> before, Map<String, Long> later) {
    Map<String, String> more = new TreeMap<>();
    later.forEach(
        (name, count) -> {
          long earlier = before.getOrDefault(name, 0L);
          if (count > earlier) {
            more.put(name, earlier + " -> " + count);
          }
        });
    return more;
  }

  private static Map<String, Long> countThreads() {
    return counted(
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> !name.startsWith("awaitility") && !POOLS.matcher(name).find()));
  }

  private static Map<String, Long> countFiles(Path broker) throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    if (!Files.isDirectory(descriptors)) {
      return Map.of();
    }
    try (Stream<Path> open = Files.list(descriptors)) {
      return counted(open.map(Resources::target).filter(name -> !name.startsWith("" + broker)));
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "closed meanwhile";
    }
  }

  private static Map<String, Long> counted(Stream<String> names) {
    return names
        .map(name -> name.replaceAll("[0-9a-f]{8,}(-[0-9a-f]{4,}){0,4}", "#"))
        .map(name -> name.replaceAll("[0-9]+", "#"))
        .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
  }

  private static Set<String> directories(Path work) throws IOException {
    try (Stream<Path> entries = Files.walk(work, 2)) {
      return entries.map(Path::toString).collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** Scopes that hang on the engine's root: each policy has one, and each forgotten scope. */
  private static int countManagers() {
    try (NDManager probe = NDManager.newBaseManager()) {
      Field resources = BaseNDManager.class.getDeclaredField("resources");
      resources.setAccessible(true);
      return ((Map<?, ?>) resources.get(probe.getParentManager())).size();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("DJL keeps its scopes elsewhere", e);
    }
  }
}
