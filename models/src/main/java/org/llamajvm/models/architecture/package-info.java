/** The architectures, one file each: configuration, names of tensors, tree of modules. */
package org.llamajvm.models.architecture;
