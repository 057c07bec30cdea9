/** Options that several subcommands share. */
package org.llamajvm.cli.option;
