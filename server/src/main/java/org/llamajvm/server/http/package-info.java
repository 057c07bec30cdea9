/** HTTP over Jetty: requests, replies, routes, and what happens when a peer goes away. */
package org.llamajvm.server.http;
