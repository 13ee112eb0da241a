/** From {@code CreditedGroup} to {@code Slot}: the gate. */
@NullMarked
package dev.millrace.job.filter;

import org.jspecify.annotations.NullMarked;
