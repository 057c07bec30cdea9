/** Opens files from others safely, reads JSON, and names what is wrong with a model's files. */
package org.llamajvm.format;
