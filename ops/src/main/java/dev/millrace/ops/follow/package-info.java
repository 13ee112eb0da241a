/** Records of a topic as they arrive, for whoever watches a pipeline. */
@NullMarked
package dev.millrace.ops.follow;

import org.jspecify.annotations.NullMarked;
