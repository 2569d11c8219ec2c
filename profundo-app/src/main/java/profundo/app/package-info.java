/// The program: one file a command, listed in [profundo.app.Main], and beside it what that command alone needs.
///
/// What they share stands in rooms of its own. Each uses only those above it in this list:
///
/// - `terminal`: console, results, failures, tables
/// - `models`: classifiers by name; `report`: the page about a run; `sequences`
/// - `data`: samples; then `saved`: trained models, and `experiment`: plans and their files
/// - `run`: training in a folder; `reproduce`: published results
package profundo.app;
