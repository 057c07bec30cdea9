/** Answers as values of Java types: the schema of a type, and the value of an answer. */
package org.llamajvm.models.value;
