/** Targets of the fuzzer: one for each thing that reads bytes that somebody else made. */
package org.llamajvm.fuzz;
