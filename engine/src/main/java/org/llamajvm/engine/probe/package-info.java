/** What the machine could do at most. */
package org.llamajvm.engine.probe;
