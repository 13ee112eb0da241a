package dev.millrace.ops.demo;

import java.io.PrintWriter;

/** One demo, from the first part started to the last part ended. */
final class Demo {
  private final DemoSettings settings;
  private final PrintWriter out;

  Demo(DemoSettings settings, PrintWriter out) {
    this.settings = settings;
    this.out = out;
  }

  int run() {
    out.println(settings);
    return 0;
  }
}
