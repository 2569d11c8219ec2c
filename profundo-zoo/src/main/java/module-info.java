/// Models of the field, one file each, to be read beside their papers.
module org.profundo.zoo {
  requires transitive org.profundo.core;

  exports profundo.zoo;

  // So that core finds the variables in records that are not public.
  opens profundo.zoo to
      org.profundo.core;
}
