/** The verifier {@code math-symbolic}: a computer algebra system where the rules are not sure. */
@NullMarked
package dev.millrace.symja;

import org.jspecify.annotations.NullMarked;
