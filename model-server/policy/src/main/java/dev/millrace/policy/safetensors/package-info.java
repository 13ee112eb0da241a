/** The safetensors file format: its header, its number formats, and the refusal of bad files. */
@NullMarked
package dev.millrace.policy.safetensors;

import org.jspecify.annotations.NullMarked;
