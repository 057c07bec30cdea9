/** The threads that share the work of one token. */
package org.llamajvm.engine.parallel;
