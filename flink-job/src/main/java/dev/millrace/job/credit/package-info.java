/** From {@code ScoredGroup} to {@code CreditedGroup}: advantage estimators. */
@NullMarked
package dev.millrace.job.credit;

import org.jspecify.annotations.NullMarked;
