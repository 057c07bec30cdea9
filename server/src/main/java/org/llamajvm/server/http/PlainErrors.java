package org.llamajvm.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.llamajvm.format.JsonText;

/** Tells what is wrong with a request that never became one, without a page or a trace. */
final class PlainErrors implements Request.Handler {

  private final Routes routes;

  PlainErrors(Routes routes) {
    this.routes = routes;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus() < 400 ? 400 : response.getStatus();
    String path = request.getHttpURI() == null ? "" : request.getHttpURI().getPath();
    RequestFault fault =
        RequestFault.of(status, "malformed_request", HttpStatus.getMessage(status));
    Object body = routes.format(path == null ? "" : path).body(fault);
    byte[] bytes = JsonText.compact(body).getBytes(StandardCharsets.UTF_8);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.write(true, ByteBuffer.wrap(bytes), callback);
    return true;
  }
}
