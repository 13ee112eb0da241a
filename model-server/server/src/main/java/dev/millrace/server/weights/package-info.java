/** Weight versions: which one to install, and what is checked before it serves. */
@NullMarked
package dev.millrace.server.weights;

import org.jspecify.annotations.NullMarked;
