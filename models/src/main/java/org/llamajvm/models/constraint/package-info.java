/** What a generated text may be: JSON of a schema, a regular expression, a grammar, a choice. */
package org.llamajvm.models.constraint;
