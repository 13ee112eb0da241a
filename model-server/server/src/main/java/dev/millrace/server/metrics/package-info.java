/** What a generator says of itself to Prometheus. */
@NullMarked
package dev.millrace.server.metrics;

import org.jspecify.annotations.NullMarked;
