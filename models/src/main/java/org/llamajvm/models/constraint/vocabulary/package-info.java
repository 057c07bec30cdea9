/** The tokens of a vocabulary as bytes, and which of them may come next. */
package org.llamajvm.models.constraint.vocabulary;
