/** Building blocks of a transformer: linear layers, norms, gates, residuals. */
package org.llamajvm.engine.block;
