/** The memory that a model needs, and the memory that the machine has. */
package org.llamajvm.models.memory;
