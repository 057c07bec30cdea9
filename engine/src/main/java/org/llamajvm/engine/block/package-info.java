/** The blocks that a transformer's forward pass is written with. */
package org.llamajvm.engine.block;
