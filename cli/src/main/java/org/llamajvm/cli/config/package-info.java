/** The user's configuration file. */
package org.llamajvm.cli.config;
