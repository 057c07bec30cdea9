package org.llamajvm.server.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;

/** HTTP/1.1 on connections that are watched. */
final class WatchedConnections extends HttpConnectionFactory {

  private final Set<WatchedEndPoint> open = ConcurrentHashMap.newKeySet();

  WatchedConnections(HttpConfiguration configuration) {
    super(configuration);
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    WatchedEndPoint watched = new WatchedEndPoint(endPoint);
    Connection connection = super.newConnection(connector, watched);
    open.add(watched);
    connection.addEventListener(
        new Connection.Listener() {
          @Override
          public void onClosed(Connection closed) {
            open.remove(watched);
          }
        });
    return connection;
  }

  /** Closes the connections whose clients take longer for the head of a request. */
  void closeSlowerThan(Duration limit) {
    open.stream().filter(endPoint -> endPoint.isSlowerThan(limit)).forEach(EndPoint::close);
  }

  int count() {
    return open.size();
  }
}
