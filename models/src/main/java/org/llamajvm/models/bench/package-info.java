/** How fast models run. */
package org.llamajvm.models.bench;
