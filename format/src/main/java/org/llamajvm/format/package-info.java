/** The exceptions of everything that reads a model's files, and JSON objects with typed entries. */
package org.llamajvm.format;
