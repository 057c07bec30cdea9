/** The architectures, a file each: configuration, names of tensors, tree of modules. */
package org.llamajvm.models.architecture;
