/** What the server counts and measures, for Prometheus. */
package org.llamajvm.server.metrics;
