package dev.millrace.ops.demo;

import java.nio.file.Path;

/**
 * What a person asked a demo to do.
 *
 * @param run what every run can be told
 * @param steps training steps to run
 * @param stateDirectory where the run keeps everything
 * @param keep whether the run's data stay
 * @param check whether held-out accuracy must rise
 */
record DemoSettings(RunSettings run, int steps, Path stateDirectory, boolean keep, boolean check) {}
