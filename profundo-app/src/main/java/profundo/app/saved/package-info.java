/// Models that were trained and saved, as commands use them.
///
/// [profundo.app.saved.SavedModel] is any of them; [profundo.app.saved.Classifier] names classes,
/// [profundo.app.saved.Reconstructor] gives back what it takes, [profundo.app.saved.Codec] keeps pictures as its codes.
package profundo.app.saved;
