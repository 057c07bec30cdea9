/** JSON schemas as grammars. */
package org.llamajvm.models.constraint.schema;
