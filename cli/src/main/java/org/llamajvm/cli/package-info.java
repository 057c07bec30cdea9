/** The command {@code llama}: entry, standard streams, errors. */
package org.llamajvm.cli;
