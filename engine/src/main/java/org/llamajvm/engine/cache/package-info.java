/** Keys and values of the tokens seen so far. */
package org.llamajvm.engine.cache;
