/** Who may ask: keys, the names by which a browser may reach the server, and certificates. */
package org.llamajvm.server.security;
