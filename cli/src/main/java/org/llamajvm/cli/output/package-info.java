/** What is printed: reports, tables, progress. */
package org.llamajvm.cli.output;
