package dev.millrace.ops.cluster;

import dev.millrace.policy.Torch;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process of a Flink task manager; its arguments are those of Flink's own entry point. */
public final class TaskManagerProcess {
  private static final Logger LOG = LoggerFactory.getLogger(TaskManagerProcess.class);

  private TaskManagerProcess() {}

  public static void main(String[] arguments) throws Exception {
    ParentWatch.begin();
    // The learner may be sent here after another task manager was lost: then nobody should have to
    // wait until libtorch is loaded.
    Thread warmUp = new Thread(TaskManagerProcess::loadTorch, "torch-warm-up");
    warmUp.setDaemon(true);
    warmUp.start();
    TaskManagerRunner.main(arguments);
  }

  private static void loadTorch() {
    try {
      Torch.enterThread();
      Torch.selfCheck(Torch.device("cpu"));
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("libtorch cannot be loaded ahead of its use: {}", e.toString());
    }
  }
}
