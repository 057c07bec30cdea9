module program {
  requires org.llamajvm.models;
}
