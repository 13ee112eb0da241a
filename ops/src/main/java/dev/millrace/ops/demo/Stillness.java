package dev.millrace.ops.demo;

import java.time.Duration;

/**
 * A time without a step.
 *
 * @param duration since the last step, or since the start
 * @param text what is waited for
 */
record Stillness(Duration duration, String text) {}
