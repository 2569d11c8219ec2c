/// `./profundo reproduce`: published results, run again.
///
/// [profundo.app.reproduce.Reproduction] is one of them: what it shows, where that was published, how to do it, in named
/// parts. [profundo.app.reproduce.Reproductions] lists them. [profundo.app.reproduce.Lab] is what one works with: data, seed,
/// a training that goes on where it was interrupted. [profundo.app.reproduce.Protocol] carries one out and keeps finished
/// parts; [profundo.app.reproduce.Outcome] is the row that comes of it, [profundo.app.reproduce.OutcomeTable] the page.
package profundo.app.reproduce;
