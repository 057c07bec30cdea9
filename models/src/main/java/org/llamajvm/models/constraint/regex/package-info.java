/** Regular expressions as languages over bytes. */
package org.llamajvm.models.constraint.regex;
