/** Plans a conversion: the form and the file of every tensor. */
package org.llamajvm.convert.plan;
