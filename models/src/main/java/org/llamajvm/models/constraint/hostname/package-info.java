/** Names of hosts, and what their labels may mean in Unicode. */
package org.llamajvm.models.constraint.hostname;
