/**
 * What must not leave the server: personal data and secrets, told by their form. Others may add
 * rules of their own.
 */
@NullMarked
package dev.millrace.server.redaction;

import org.jspecify.annotations.NullMarked;
