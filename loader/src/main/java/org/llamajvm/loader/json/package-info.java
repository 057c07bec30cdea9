/** Small JSON files beside the weights. */
package org.llamajvm.loader.json;
