/**
 * Generation by a server of somebody else's: what it must offer, how it is asked, and how it is
 * given weights.
 */
@NullMarked
package dev.millrace.server.external;

import org.jspecify.annotations.NullMarked;
