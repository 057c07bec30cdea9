/** Small JSON files beside the weights. */
package org.llamajvm.convert.json;
