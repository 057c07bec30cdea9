package org.llamajvm.server.http;

import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Where to listen, and how much a client may take.
 *
 * @param host name or address to listen at
 * @param port 0 for a free one
 * @param tls keys of HTTPS; empty for HTTP
 * @param mostBodyBytes bytes of a request's body
 * @param mostConnections connections at once; more wait until the system accepts them
 * @param headTime how long a client may take for the head of a request
 * @param idleTime how long a connection may be without a request, and a write may be stuck
 */
public record HttpOptions(
    String host,
    int port,
    Optional<SSLContext> tls,
    int mostBodyBytes,
    int mostConnections,
    Duration headTime,
    Duration idleTime) {}
