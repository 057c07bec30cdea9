/** What is told of requests to those who run the server. */
package org.llamajvm.server.log;
