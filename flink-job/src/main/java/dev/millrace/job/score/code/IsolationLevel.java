package dev.millrace.job.score.code;

/** How far programs are kept from the host, in growing order. */
public enum IsolationLevel {
  /**
   * A process without privileges, without sockets, with limits on time, memory, files and
   * processes. It sees the files that the user of this process sees.
   */
  LIMITS,

  /**
   * The same in Linux name spaces of its own: no network, no process but its own, system libraries
   * read-only and nothing else of the host's files, a small file system in memory.
   */
  NAMESPACES
}
