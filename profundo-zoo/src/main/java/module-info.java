/// Models of the field, one file each, to be read beside their papers.
module org.profundo.zoo {
  requires transitive org.profundo.core;

  exports profundo.zoo;
}
