/** One class for each subcommand. */
package org.llamajvm.cli.command;
