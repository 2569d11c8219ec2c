/// What a command needs of the terminal and of the files around it, whatever it does.
///
/// A [profundo.app.terminal.Subcommand] writes to a [profundo.app.terminal.Console] and gives a [profundo.app.terminal.Result] back;
/// what it throws becomes a [profundo.app.terminal.Failure]: [profundo.app.terminal.InvalidInput] is the fault of who gave it. The rest
/// reads values of options, draws tables, guesses misspelt names and writes files that are not there yet.
package profundo.app.terminal;
