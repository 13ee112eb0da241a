package dev.millrace.ops.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ops.Millrace;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** What the commands that read a pipeline back say of one that runs. */
final class ReadBack {
  private ReadBack() {}

  /** Nothing was lost, and the first steps and the last one come out again byte for byte. */
  static void assertAgrees(String bootstrap, URI dashboard, Path jobOptions, long lastStep) {
    assertThat(said(bootstrap, "audit")).contains("lost                 0\n");
    String options = jobOptions.toString();
    assertThat(said(bootstrap, "verify", "--steps", "1..20", "--settings", options))
        .contains("start      after step 0, from the starting policy")
        .contains("20 batches and 20 weights equal")
        .contains("steps 1..20: equal, byte for byte");
    assertThat(said(bootstrap, "verify", "--step", String.valueOf(lastStep), "--settings", options))
        .doesNotContain("start      after step 0")
        .contains("from blob ")
        .contains("step " + lastStep + ": equal, byte for byte");
    assertThat(said(bootstrap, "dead-letters", "list")).contains("3 letters");
    assertThat(said(bootstrap, "status", "--flink", dashboard.toString()))
        .startsWith("TRAINING  pipeline demo\n")
        .contains("job          millrace RUNNING\n");
    assertThat(said(bootstrap, "trace", "--step", "3")).contains("step 3 of lineage ");
  }

  /** What a command says of the pipeline, without its complaints. */
  static String said(String bootstrap, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--bootstrap");
    all.add(bootstrap);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Millrace.commandLine();
    int status =
        command
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    assertThat(status).as("%s: %s%s", all, out, err).isZero();
    return out.toString();
  }
}
