/// The classifiers that `./profundo train` knows by name, and what their training is made of.
///
/// [profundo.app.models.Models] lists them; each [profundo.app.models.Model] is one file.
package profundo.app.models;
