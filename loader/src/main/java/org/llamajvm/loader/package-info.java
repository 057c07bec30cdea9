/** What all readers of model files share. */
package org.llamajvm.loader;
