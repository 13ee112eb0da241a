package dev.millrace.ops.train;

import dev.millrace.job.Arm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code millrace train} was asked.
 *
 * @param from pipeline or groups topic that is read
 * @param bootstrap addresses of the brokers
 * @param run name of the run
 * @param arm how batches are made and trained
 * @param model a Hugging Face directory to start from
 * @param steps steps at most; 0 is as many as the groups make
 * @param stateDirectory where the run keeps everything
 * @param export where the trained policy is written; null for nowhere
 * @param interval time between two lines
 * @param json whether lines are JSON
 * @param options options of the job by their keys
 */
record TrainSettings(
    String from,
    String bootstrap,
    String run,
    Arm arm,
    Path model,
    int steps,
    Path stateDirectory,
    @Nullable Path export,
    Duration interval,
    boolean json,
    Map<String, String> options) {}
