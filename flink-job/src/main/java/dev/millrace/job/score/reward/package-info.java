/** From the channels of a group's responses to the reward that the policy is trained on. */
@NullMarked
package dev.millrace.job.score.reward;

import org.jspecify.annotations.NullMarked;
