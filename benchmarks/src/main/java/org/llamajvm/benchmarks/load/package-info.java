/** Load for a server: many clients at once, good ones and bad ones. */
package org.llamajvm.benchmarks.load;
