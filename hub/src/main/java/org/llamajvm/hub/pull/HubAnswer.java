package org.llamajvm.hub.pull;

import java.io.InputStream;
import java.net.http.HttpHeaders;

/**
 * The beginning of an answer.
 *
 * @param status of HTTP
 * @param headers of HTTP
 * @param body fails if nothing comes for too long; whoever gets the answer closes it
 */
record HubAnswer(int status, HttpHeaders headers, InputStream body) {}
