/** Verifiers that judge a text by rules which its prompt gives as parameters. */
@NullMarked
package dev.millrace.job.score.rule;

import org.jspecify.annotations.NullMarked;
