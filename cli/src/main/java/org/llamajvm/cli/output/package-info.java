/** Prints reports, tables and progress. */
package org.llamajvm.cli.output;
