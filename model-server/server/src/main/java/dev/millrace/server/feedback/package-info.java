/**
 * What clients say of answers: which answer they mean, whether it is theirs, and to whom it goes.
 */
@NullMarked
package dev.millrace.server.feedback;

import org.jspecify.annotations.NullMarked;
