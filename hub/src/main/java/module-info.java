/** Models that lie on this machine, and those that a hub has. */
module org.llamajvm.hub {
  requires java.net.http;
  requires transitive org.llamajvm.format;

  exports org.llamajvm.hub;
  exports org.llamajvm.hub.cache;
  exports org.llamajvm.hub.find;
  exports org.llamajvm.hub.pull;
}
