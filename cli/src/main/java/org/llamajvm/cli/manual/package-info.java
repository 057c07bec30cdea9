/** What is made of the model of the command line: manual pages and scripts for shells. */
package org.llamajvm.cli.manual;
