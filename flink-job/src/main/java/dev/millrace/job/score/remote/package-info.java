/** Judgements by another process: the client, its manners, and the verifier {@code http}. */
@NullMarked
package dev.millrace.job.score.remote;

import org.jspecify.annotations.NullMarked;
