/** The command {@code llama}: entry point, standard streams, errors. */
package org.llamajvm.cli;
